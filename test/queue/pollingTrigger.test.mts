import { describe, expect, it } from '@jest/globals';
import { describeKills, killWhilePolling } from '../support/n8n/kills.mts';
import { useQueueStage } from '../support/queue/useQueueStage.mts';

/** The short form of `npm run test:kills`. */
const PLAN = { videos: 20, kills: 2, withinMs: 5000 };
const ENDS_WITHIN_MS = 10 * 60_000;

const stage = useQueueStage({ emulator: { checkMedia: false, hold: true, quota: PLAN.videos } });

describe('videos that end while the main process, which polls, is killed at random moments', () => {
	it(
		'are in exactly one execution each, which a worker runs to its end',
		async () => {
			const report = await killWhilePolling(stage(), stage().n8n.main, PLAN);

			process.stdout.write(describeKills(report));
			expect(report.started.toSorted()).toEqual(report.tasks.toSorted());
			expect(Object.keys(report.statuses)).toEqual(['success']);
		},
		ENDS_WITHIN_MS,
	);
});
