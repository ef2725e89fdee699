import { describe, expect, it } from '@jest/globals';
import { describeKills, killWhilePolling } from '../support/n8n/kills.mts';
import { useQueueStage } from '../support/queue/useQueueStage.mts';

const PLAN = { videos: 300, kills: 30, withinMs: 20_000 };
const ENDS_WITHIN_MS = 60 * 60_000;

const stage = useQueueStage({ emulator: { checkMedia: false, hold: true, quota: PLAN.videos } });

describe('300 videos that end while the main process of n8n in queue mode is killed at 30 random moments', () => {
	it(
		'are in exactly one execution each',
		async () => {
			const report = await killWhilePolling(stage(), stage().n8n.main, PLAN);

			process.stdout.write(describeKills(report));
			expect(report.started.toSorted()).toEqual(report.tasks.toSorted());
		},
		ENDS_WITHIN_MS,
	);
});
