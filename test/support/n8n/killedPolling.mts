import { beforeAll, describe, expect, it } from '@jest/globals';
import type { N8nServer } from '../../../n8n-runtime/server.mts';
import {
	describeKills,
	DURABLE_CURSORS,
	killWhilePolling,
	type KillPlan,
	type KillReport,
} from './kills.mts';
import { useStage, type N8n, type Stage, type StageOptions } from './useStage.mts';

/** The process that polls, and is killed. */
export interface PollingProcess<T extends N8n> {
	/** What it is called in the name of the specification. */
	name: string;
	useStage: (options: StageOptions) => () => Stage<T>;
	of: (n8n: T) => N8nServer;
}

/**
 * What holds for videos that end while n8n is killed: the same for the few kills of `npm test` and
 * for the many of `npm run test:kills`.
 */
export function specifyKilledPolling(plan: KillPlan, endsWithinMs: number): void {
	specifyKilledPollingOf({ name: 'n8n', useStage, of: (n8n) => n8n }, plan, endsWithinMs);
}

/**
 * Like {@link specifyKilledPolling}, with an n8n of any kind. Returns the report, for what else holds
 * there.
 */
export function specifyKilledPollingOf<T extends N8n>(
	polling: PollingProcess<T>,
	plan: KillPlan,
	endsWithinMs: number,
): () => KillReport {
	const { videos, kills, durableCursors } = plan;
	const stage = polling.useStage({
		editor: true,
		emulator: { checkMedia: false, hold: true, quota: videos },
		env: durableCursors ? DURABLE_CURSORS : {},
	});
	let report: KillReport;
	beforeAll(async () => {
		report = await killWhilePolling(stage(), polling.of(stage().n8n), plan);
		process.stdout.write(describeKills(report));
	}, endsWithinMs);

	const moments = durableCursors
		? 'at any moment, with durable cursors'
		: 'at random moments, but not while it stores what a poll has found';
	describe(`${videos} videos that end while ${polling.name} is killed ${kills} times ${moments}`, () => {
		it('are in exactly one execution each', () => {
			expect(report.tasks).toHaveLength(videos);
			expect(report.started.toSorted()).toEqual(report.tasks.toSorted());
		});
	});
	return () => report;
}
