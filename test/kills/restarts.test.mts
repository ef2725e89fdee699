import { describe, expect, it } from '@jest/globals';
import {
	describeRestarts,
	restartWhileParked,
	type RestartPlan,
} from '../support/n8n/restartRounds.mts';
import { useStage } from '../support/n8n/useStage.mts';

/** Six times n8n's five, so that they wait at the same time. */
const INSTANCES = 5;
const PLAN: RestartPlan = {
	rounds: ['SIGTERM', 'SIGKILL', 'SIGTERM', 'SIGKILL', 'SIGTERM', 'SIGKILL'],
	executions: 5,
	spreadMs: 10_000,
	// The worst case: Kling calls only once, whatever the response is.
	callbacks: { attempts: 1 },
	timeLimit: 3,
};
/** A round takes as long as the time limit if a callback gets lost. */
const ENDS_WITHIN_MS = 60 * 60_000;

const stages = Array.from({ length: INSTANCES }, () =>
	useStage({
		editor: true,
		emulator: { checkMedia: false, hold: true, jobDurationMs: 20, quota: 100 },
	}),
);

describe('executions that are parked while n8n is stopped and killed 30 times, and called back from the first moment of its start on', () => {
	it(
		'end well, each with its video',
		async () => {
			const reports = await Promise.all(
				stages.map(async (stage) => {
					const report = await restartWhileParked(stage(), PLAN);
					process.stdout.write(describeRestarts(PLAN, report));
					return report;
				}),
			);

			const ends = reports.flatMap((report) => report.ends);
			expect(ends.map(({ statuses }) => statuses)).toEqual(
				new Array(INSTANCES * PLAN.rounds.length).fill({ success: PLAN.executions }),
			);
			expect(ends.flatMap(({ withoutVideo }) => withoutVideo)).toEqual([]);
		},
		ENDS_WITHIN_MS,
	);
});
