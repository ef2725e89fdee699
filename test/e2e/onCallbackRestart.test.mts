import { describe, expect, it } from '@jest/globals';
import { pollUntil } from '../support/pollUntil.mts';
import {
	describeRestarts,
	restartWhileParked,
	type RestartPlan,
} from '../support/n8n/restartRounds.mts';
import { useCallbackTest } from '../support/n8n/useCallbacks.mts';

/** The short form of `npm run test:kills`. */
const PLAN: RestartPlan = {
	rounds: ['SIGTERM', 'SIGKILL'],
	executions: 10,
	spreadMs: 15_000,
	// The worst that Kling may do: it calls once, whatever the answer is.
	callbacks: { attempts: 1 },
	timeLimit: 2.5,
};
const ENDS_WITHIN_MS = 15 * 60_000;

const test = useCallbackTest({ editor: true });

describe('when n8n is stopped or killed while executions wait, and started again', () => {
	it(
		'all of them go on when Kling calls from the first moment on, each with its video',
		async () => {
			const { emulator, stage } = test.e2e;

			const report = await restartWhileParked(stage, PLAN);

			process.stdout.write(describeRestarts(PLAN, report));
			expect(report.ends.map(({ statuses }) => statuses)).toEqual(
				PLAN.rounds.map(() => ({ success: PLAN.executions })),
			);
			expect(report.ends.flatMap(({ withoutVideo }) => withoutVideo)).toEqual([]);
			expect(emulator.counts.charges).toBe(PLAN.rounds.length * PLAN.executions);
		},
		ENDS_WITHIN_MS,
	);

	it(
		'one whose time limit has passed meanwhile continues and says so',
		async () => {
			const { n8n, client } = test.e2e.stage;
			// Half a minute, so that a busy machine, too, ends n8n before that.
			const id = await test.park(test.node({ options: { timeLimit: 0.5 } }));
			const { waitTill } = (await client.getExecution(id)).data;
			await n8n.kill();
			await pollUntil(() => Date.now() > Number(new Date(waitTill ?? 0)), 60_000);
			await n8n.restart();
			const [item] = await test.output(id);
			expect(item?.json).toMatchObject({ task_id: test.tasks[0]?.id, timed_out: true });
		},
		ENDS_WITHIN_MS,
	);
});
