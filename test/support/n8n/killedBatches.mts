import { beforeAll, describe, expect, it } from '@jest/globals';
import {
	describeBatchKills,
	killBatches,
	type BatchKillPlan,
	type BatchKillReport,
} from './batchKills.mts';
import { fastStage } from './fastTime.mts';
import { useStage } from './useStage.mts';

/**
 * What holds for batches that are killed with n8n: the same for the few kills of `npm test` and for
 * the many of `npm run test:kills`.
 */
export function specifyKilledBatches(plan: BatchKillPlan, endsWithinMs: number): void {
	const stage = useStage({
		editor: true,
		...fastStage(60, { checkMedia: false, quota: 5, jobDurationMs: 60_000 }),
	});

	describe(`${plan.kills} batches that are killed with n8n while they create and wait`, () => {
		let report: BatchKillReport;
		beforeAll(async () => {
			report = await killBatches(stage(), plan);
			process.stdout.write(describeBatchKills(report));
		}, endsWithinMs);

		it('pay for each video once', () => {
			expect(report.charges).toBeGreaterThan(0);
			expect(report.charges).toBe(report.externalIds);
		});

		it('have all their videos found by Made by Execution', () => {
			expect(report.batches).toHaveLength(plan.kills);
			for (const { made, found } of report.batches) expect(found).toEqual(made);
		});
	});
}
