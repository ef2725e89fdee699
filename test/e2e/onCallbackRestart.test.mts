import { describe, expect, it } from '@jest/globals';
import { outputOf, type Execution } from '../../n8n-runtime/client.mts';
import { executionOf, useCallbackTest, videoOf } from '../support/n8n/useCallbacks.mts';
import { runInProduction } from '../support/n8n/callbackWorkflows.mts';
import { pollUntil } from '../support/pollUntil.mts';
import { KLING } from '../support/n8n/workflow.mts';

const EXECUTIONS = 50;
/** The callbacks come in any order. */
const SPREAD_MS = 3000;
const ENDS_WITHIN_MS = 300_000;

const test = useCallbackTest();

/** How many executions of the workflow have a status. */
async function countExecutions(workflowId: string, status: Execution['status']): Promise<number> {
	const filter = JSON.stringify({ workflowId, status: [status] });
	const query = new URLSearchParams({ filter, limit: '100' });
	const { results } = await test.e2e.stage.client.get<{ results: object[] }>(
		`/executions?${query}`,
	);
	return results.length;
}

describe('when n8n is killed while executions wait, and started again', () => {
	it(
		'all of them go on when Kling calls, each with its video',
		async () => {
			const { emulator, stage } = test.e2e;
			const workflowId = await runInProduction(stage, [test.node({ prompt: '' })], {
				times: EXECUTIONS,
			});
			const waiting = async () => await countExecutions(workflowId, 'waiting');
			await pollUntil(async () => (await waiting()) === EXECUTIONS, ENDS_WITHIN_MS);
			const running = await countExecutions(workflowId, 'running');
			await stage.n8n.kill();
			await stage.n8n.restart();

			emulator.callbacks.clear();
			emulator.callbacks.plan = { copies: 2, spreadMs: SPREAD_MS };
			test.finishAll();
			const ends = await Promise.all(
				test.tasks.map(async (task) => [task, await test.end(executionOf(task))] as const),
			);
			await emulator.callbacks.delivered();

			process.stdout.write(
				`${EXECUTIONS} executions: ${running} running while they waited; ${emulator.callbacks.sent.length} callbacks sent after the kill, ${await countExecutions(workflowId, 'success')} executions ended well, ${emulator.counts.charges} tasks paid\n`,
			);
			expect(running).toBe(0);
			expect(emulator.counts.charges).toBe(EXECUTIONS);
			expect(ends.map(([, { status }]) => status)).toEqual(ends.map(() => 'success'));
			expect(await countExecutions(workflowId, 'success')).toBe(EXECUTIONS);
			for (const [task, execution] of ends) {
				const videos = outputOf(execution, KLING).map(({ json }) => json.video_url);
				expect(videos).toEqual([videoOf(task)]);
			}
		},
		ENDS_WITHIN_MS,
	);

	it(
		'one whose time limit has passed meanwhile comes out and says so',
		async () => {
			const { n8n, client } = test.e2e.stage;
			const id = await test.park(test.node({ options: { timeLimit: 0.1 } }));
			const { waitTill } = (await client.getExecution(id)).data;
			await n8n.kill();
			await pollUntil(() => Date.now() > Number(new Date(waitTill ?? 0)));
			await n8n.restart();
			const [item] = await test.output(id);
			expect(item?.json).toMatchObject({ task_id: test.tasks[0]?.id, timed_out: true });
		},
		ENDS_WITHIN_MS,
	);
});
