import { describe, expect, it } from '@jest/globals';
import { describeBatchKills, killBatches } from '../support/n8n/batchKills.mts';
import { fastStage } from '../support/n8n/fastTime.mts';
import { useStage } from '../support/n8n/useStage.mts';

/** `npm test` kills three of them. */
const PLAN = { kills: 30, items: 40, withinMs: 12_000, seed: 30 };
const ENDS_WITHIN_MS = 45 * 60_000;

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
