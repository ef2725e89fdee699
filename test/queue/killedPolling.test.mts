import { beforeAll, describe, expect, it } from '@jest/globals';
import type { INodeExecutionData } from 'n8n-workflow';
import { outputOf, type Execution } from '../../n8n-runtime/client.mts';
import { pollUntil } from '../support/pollUntil.mts';
import { NOTICE_DEATH_SOON, workerOf } from '../support/queue/jobs.mts';
import { makeVideo, ORDER, OrderWorkflow, PATIENCE_MS } from '../support/queue/orders.mts';
import { useQueueStage } from '../support/queue/useQueueStage.mts';
import { code, kling, KLING } from '../support/n8n/workflow.mts';

const CONCURRENCY = 5;
/** As many as both workers can run at once, so that each has half of them. */
const ORDERS = Array.from({ length: 2 * CONCURRENCY }, (_, index) => `order-${index + 1}`);
const OPTIONS = { pollingInterval: 1 };

const stage = useQueueStage({
	concurrency: CONCURRENCY,
	emulator: { checkMedia: false, hold: true, quota: ORDERS.length, jobDurationMs: 20 },
	env: NOTICE_DEATH_SOON,
});

/**
 * Starts an execution for each order. Resolves with their ids, by worker, when all have created
 * their tasks.
 */
async function startPolling(): Promise<string[][]> {
	const { emulator, n8n } = stage();
	const options = { ...OPTIONS, externalTaskId: `={{ ${ORDER} }}` };
	const video = makeVideo(stage(), { options });
	const workflow = await OrderWorkflow.publish(stage(), video);
	for (const order of ORDERS) await workflow.send(order);
	await pollUntil(() => emulator.tasks.length === ORDERS.length, PATIENCE_MS);
	for (const id of await workflow.newestIds()) await workerOf(n8n, id);
	return n8n.workers.map((worker) => n8n.executionsOf(worker));
}

/** Waits until these executions have ended. */
async function end(ids: string[] = []): Promise<Execution[]> {
	const { client } = stage();
	return await Promise.all(ids.map(async (id) => await client.waitForExecution(id, PATIENCE_MS)));
}

/** Finds the tasks of these orders in the account, and waits for them, as a user would with another workflow. */
async function recover(orders: string[]): Promise<Execution> {
	const { credential } = stage();
	const list = { ...kling(credential, { operation: 'getAll', returnAll: true }), name: 'List' };
	const ours = `${JSON.stringify(orders)}.includes(json.external_task_id)`;
	const filter = code(`return $input.all().filter(({ json }) => ${ours});`);
	const taskId = '={{ $json.task_id }}';
	const wait = kling(credential, { operation: 'wait', taskId, options: OPTIONS });
	return await stage().run(list, filter, wait);
}

/** The video of each order. */
const videosOf = (items: INodeExecutionData[]) =>
	Object.fromEntries(
		items.map(({ json }) => [json.external_task_id as string, json.video_url as string]),
	);

/** The tasks that Kling has for these orders. */
const videosAtKling = (orders: string[]) =>
	Object.fromEntries(
		stage()
			.emulator.tasks.filter(({ externalId }) => orders.includes(externalId ?? ''))
			.map(({ externalId, videos }) => [externalId ?? '', videos[0]?.url]),
	);

describe('executions that poll while their worker is killed', () => {
	let lost: Execution[];
	let lostOrders: string[];
	let others: Record<string, string>;
	let recovered: Record<string, string>;
	let recovery: Execution;

	beforeAll(async () => {
		const { emulator, n8n } = stage();
		const [killed, other] = await startPolling();
		const killedAt = Date.now();
		await n8n.workers[0]?.kill();
		lost = await end(killed);
		const seconds = Math.round((Date.now() - killedAt) / 1000);
		for (const order of ORDERS) emulator.finish(order);
		others = videosOf((await end(other)).flatMap((execution) => outputOf(execution, KLING)));
		lostOrders = ORDERS.filter((order) => !(order in others));
		recovery = await recover(lostOrders);
		recovered = videosOf(outputOf(recovery, KLING));
		process.stdout.write(
			`${ORDERS.length} executions poll, ${lost.length} of them on a worker that is killed. ${seconds} s later these are "${lost[0]?.status}": "${lost[0]?.data.resultData.error?.message}". Get Many and Wait on the other worker give ${Object.keys(recovered).length} videos; ${emulator.counts.creates} creates, ${emulator.counts.charges} charges\n`,
		);
	}, 5 * PATIENCE_MS);

	it('end as errors without the data of their nodes', () => {
		const outcomes = lost.map(({ status, data }) => [status, data.resultData.runData]);
		expect(outcomes).toEqual(new Array(CONCURRENCY).fill(['error', {}]));
	});

	it('do not affect the executions of the other worker', () => {
		expect(Object.keys(others)).toHaveLength(CONCURRENCY);
		expect(others).toEqual(videosAtKling(Object.keys(others)));
	});

	it('leave tasks that go on at Kling, and that Get Many and Wait find', () => {
		expect(lostOrders).toHaveLength(CONCURRENCY);
		expect(recovered).toEqual(videosAtKling(lostOrders));
	});

	it('are repeated by the other worker', () => {
		const [, other] = stage().n8n.workers.map((worker) => stage().n8n.executionsOf(worker));
		expect(other).toContain(recovery.id);
	});

	it('are paid for once each, whatever happens then', () => {
		expect(stage().emulator.counts).toMatchObject({
			creates: ORDERS.length,
			charges: ORDERS.length,
		});
	});
});
