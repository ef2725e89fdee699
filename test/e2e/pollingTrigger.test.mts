import { describe, expect, it } from '@jest/globals';
import { describeKills, killWhilePolling } from '../support/n8n/kills.mts';
import { useStage } from '../support/n8n/useStage.mts';

/** The short form of `npm run test:kills`. */
const PLAN = { videos: 20, kills: 2, withinMs: 5000 };
const ENDS_WITHIN_MS = 10 * 60_000;

const stage = useStage({ emulator: { checkMedia: false, hold: true, quota: PLAN.videos } });

describe('videos that end while n8n is killed at random moments', () => {
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
