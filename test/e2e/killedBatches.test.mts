import { describe, expect, it } from '@jest/globals';
import { describeBatchKills, killBatches } from '../support/n8n/batchKills.mts';
import { fastStage } from '../support/n8n/fastTime.mts';
import { useStage } from '../support/n8n/useStage.mts';

/** `npm run test:kills` kills thirty of them. */
const PLAN = { kills: 3, items: 12, withinMs: 5000, seed: 3 };
const ENDS_WITHIN_MS = 5 * 60_000;

const stage = useStage(fastStage(60, { checkMedia: false, quota: 5, jobDurationMs: 60_000 }));

describe('batches that are killed with n8n while they create and wait', () => {
	it(
		'pay for each video once, and Made by Execution finds all of them',
		async () => {
			const report = await killBatches(stage(), PLAN);

			process.stdout.write(describeBatchKills(report));
			expect(report.charges).toBeGreaterThan(0);
			expect(report.charges).toBe(report.externalIds);
			for (const { made, found } of report.batches) expect(found).toEqual(made);
		},
		ENDS_WITHIN_MS,
	);
});
