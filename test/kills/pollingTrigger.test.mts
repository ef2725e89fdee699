import { describe, expect, it } from '@jest/globals';
import { describeKills, killWhilePolling } from '../support/n8n/kills.mts';
import { useStage } from '../support/n8n/useStage.mts';

const PLAN = { videos: 300, kills: 30, withinMs: 20_000 };
const ENDS_WITHIN_MS = 45 * 60_000;

const stage = useStage({ emulator: { checkMedia: false, hold: true, quota: PLAN.videos } });

describe('300 videos that end while n8n is killed at 30 random moments', () => {
	it(
		'are in exactly one execution each',
		async () => {
			const report = await killWhilePolling(stage(), stage().n8n, PLAN);

			process.stdout.write(describeKills(report));
			expect(report.started.toSorted()).toEqual(report.tasks.toSorted());
		},
		ENDS_WITHIN_MS,
	);
});
