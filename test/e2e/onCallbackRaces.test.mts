import { describe, expect, it } from '@jest/globals';
import { outputOf } from '../../n8n-runtime/client.mts';
import { useCallbackTest, videoOf } from '../support/n8n/useCallbacks.mts';
import { report } from '../support/n8n/callbackWorkflows.mts';
import { pollUntil } from '../support/pollUntil.mts';
import { useReceiver } from '../support/servers/callbackReceiver.mts';
import { items, KLING, type WorkflowNode } from '../support/n8n/workflow.mts';

/** Long, because n8n looks only once a minute for executions whose time limit has passed. */
const LIMIT_WITHIN_MS = 120_000;

const test = useCallbackTest();
const receiver = useReceiver();

/** n8n's responses to callbacks about the end of a task, in order. */
const answersToTheEnd = () =>
	test.e2e.emulator.callbacks.sent
		.filter(({ status }) => status === 'succeed')
		.map(({ httpStatus }) => httpStatus);

/**
 * Waits until n8n has responded to every callback, and our server knows everything that has run.
 */
async function settle(id: string) {
	const execution = await test.end(id);
	await test.e2e.emulator.callbacks.delivered();
	return execution;
}

/**
 * Parks an execution, and waits until the node's own call is over. From then on, only Kling calls.
 */
async function parkAndCheck(...nodes: WorkflowNode[]) {
	const { emulator } = test.e2e;
	emulator.callbacks.plan = { lost: ['submitted', 'processing'] };
	const id = await test.park(...nodes);
	// The query before it was parked, and the one that the call has caused.
	await pollUntil(() => emulator.counts.queries === 2);
	return id;
}

describe('a task that ends before its execution is parked', () => {
	it('is output at once when the node sees it, although its callback is refused', async () => {
		const { emulator, run } = test.e2e;
		emulator.callbacks.plan = { attempts: 1 };
		emulator.faults.add({ on: 'create', endsTask: true });
		const { items: output } = await run(test.node());
		expect([409, 500]).toContain(answersToTheEnd()[0]);
		expect(output.map(({ json }) => json.video_url)).toEqual([videoOf(test.tasks[0])]);
		// Only the query: the execution wasn't parked and didn't have to be called back.
		expect(emulator.counts.queries).toBe(1);
	});

	it('is output soon when the node has just missed it, because the node sends a callback itself', async () => {
		const { emulator, run } = test.e2e;
		emulator.callbacks.plan = { attempts: 1 };
		emulator.faults.add({ on: 'get', endsTask: true });
		const { items: output } = await run(test.node());
		expect([409, 500]).toContain(answersToTheEnd()[0]);
		expect(answersToTheEnd()).toHaveLength(1);
		expect(output.map(({ json }) => json.video_url)).toEqual([videoOf(test.tasks[0])]);
	});
});

describe('callbacks at the same moment', () => {
	it('about one task make the following nodes run once', async () => {
		const id = await test.park(test.node({ downloadVideo: true }), report(receiver.url));
		test.e2e.emulator.callbacks.plan = { copies: 5, attempts: 1 };
		test.finishAll();
		const execution = await settle(id);
		expect(execution.status).toBe('success');
		expect(answersToTheEnd()).toContain(200);
		expect(receiver.received.map(({ body }) => body.video_url)).toEqual([videoOf(test.tasks[0])]);
		expect(execution.data.resultData.runData[KLING]).toHaveLength(1);
	});

	it('about the two tasks of an execution resume it once, with both videos', async () => {
		const id = await test.park(items({ n: 0 }, { n: 1 }), test.node(), report(receiver.url));
		test.finishAll();
		const output = outputOf(await settle(id), KLING);
		const videos = [0, 1].map((n) => test.videoOfItem(n));
		expect(output.map(({ json }) => json.video_url)).toEqual(videos);
		expect(receiver.received.map(({ body }) => body.video_url)).toEqual(videos);
	});
});

describe('a callback that comes too late', () => {
	/** Sends the callback once more; returns the responses. */
	async function callAgain() {
		const { callbacks } = test.e2e.emulator;
		await callbacks.delivered();
		callbacks.clear();
		callbacks.plan = { attempts: 1 };
		for (const task of test.tasks) callbacks.notify(task);
		await callbacks.delivered();
		return callbacks.sent.map(({ httpStatus }) => httpStatus);
	}

	it('is refused after the end of its execution, and nothing runs again', async () => {
		const id = await test.park(test.node(), report(receiver.url));
		test.finishAll();
		await test.end(id);
		expect(await callAgain()).toEqual([409]);
		expect(receiver.received).toHaveLength(1);
		expect((await test.end(id)).status).toBe('success');
	});

	it('is refused after a stop, and nothing runs', async () => {
		const id = await test.park(test.node(), report(receiver.url));
		await test.e2e.stage.client.stopExecution(id);
		test.finishAll();
		expect(await callAgain()).toEqual([409]);
		expect(receiver.received).toEqual([]);
		expect((await test.end(id)).status).toBe('canceled');
	});
});

describe('when Kling cannot be asked about a callback', () => {
	it('for a moment, the callback waits for the result', async () => {
		const id = await parkAndCheck(test.node());
		test.e2e.emulator.faults.add({ on: 'get', status: 503, times: 2 });
		test.finishAll();
		const [item] = await test.output(id);
		await test.e2e.emulator.callbacks.delivered();
		expect(answersToTheEnd()).toEqual([200]);
		expect(item?.json.video_url).toBe(videoOf(test.tasks[0]));
	});

	it('for longer, the callback is answered with 503, and the next one works', async () => {
		const id = await parkAndCheck(test.node());
		test.e2e.emulator.faults.add({ on: 'get', status: 503, times: 5 });
		test.finishAll();
		await test.e2e.emulator.callbacks.delivered();
		expect(answersToTheEnd()).toEqual([503, 200]);
		expect((await test.end(id)).status).toBe('success');
	});
});

describe('a task that has not ended at the time limit', () => {
	it(
		'is no lost video: the item says so, and the Wait behind it has the video, although every callback is lost',
		async () => {
			const wait = { operation: 'wait', resume: 'polling', taskId: '={{ $json.task_id }}' };
			const id = await parkAndCheck(test.node({ options: { timeLimit: 0.1 } }), {
				...test.node(wait),
				name: 'Wait',
			});
			test.e2e.emulator.callbacks.plan = { lost: ['succeed'] };
			await pollUntil(async () => !(await test.isParked(id)), LIMIT_WITHIN_MS);

			test.finishAll();

			const execution = await test.e2e.stage.client.waitForExecution(id, LIMIT_WITHIN_MS);
			const [task] = test.tasks;
			const [item] = outputOf(execution, KLING);
			expect(item?.json).toMatchObject({ task_id: task?.id, timed_out: true });
			expect(outputOf(execution, 'Wait')[0]?.json.video_url).toBe(videoOf(task));
		},
		2 * LIMIT_WITHIN_MS,
	);
});
