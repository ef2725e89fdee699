import { describe, expect, it } from '@jest/globals';
import type { INode, INodeExecutionData } from 'n8n-workflow';
import { bytesOf } from '../../support/engine/binaryFiles.mts';
import { retryNode } from '../../support/engine/runNode.mts';
import { creation, useEmulator } from '../../support/engine/useEmulator.mts';
import { creationOnCallback, useParking } from '../../support/engine/useParking.mts';
import { pollUntil } from '../../support/pollUntil.mts';

const kling = useEmulator({ hold: true, jobDurationMs: 20, quota: 50 });
const parking = useParking(kling);

const errorOutput: Partial<INode> = { onError: 'continueErrorOutput' };
const names = ['a', 'b', 'c'];
const threeItems: INodeExecutionData[] = names.map((name) => ({ json: { name } }));

/** Gives the item its own external task id, so that a fault can be aimed at it. */
const named = {
	...creationOnCallback,
	options: { externalTaskId: '={{ $json.name }}' },
};

describe('an error while the tasks are created', () => {
	const fail = () => {
		kling.emulator.faults.add({ on: 'create', taskId: 'c', error: { code: 1301 }, delayMs: 50 });
	};

	it('ends the execution, which is not parked', async () => {
		fail();
		const { status, error } = await parking.run(named, { items: threeItems });
		expect(status).toBe('error');
		expect(error).toMatchObject({ context: { itemIndex: 2 } });
	});

	it('names the tasks that exist already', async () => {
		fail();
		const { error } = await parking.run(named, { items: threeItems });
		expect(kling.emulator.tasks).toHaveLength(2);
		for (const { id } of kling.emulator.tasks) expect(error?.description).toContain(id);
	});

	it('starts no further task', async () => {
		kling.emulator.faults.add({ on: 'create', taskId: 'bad', error: { code: 1301 } });
		const names = ['bad', ...Array.from({ length: 30 }, (_, index) => `item-${index}`)];
		await parking.run(named, { items: names.map((name) => ({ json: { name } })) });
		expect(kling.emulator.counts.creates).toBeLessThan(10);
	});

	it('does not end the wait for the others when the node continues on errors', async () => {
		fail();
		const { result } = await parking.park(named, { items: threeItems, settings: errorOutput });
		expect(result.items.map(({ json }) => json.external_task_id)).toEqual(['a', 'b']);
		expect(result.errorItems.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 2 }]);
	});

	it('of every item ends the run when the node continues on errors', async () => {
		kling.emulator.faults.add({ on: 'create', error: { code: 1301 }, times: 3 });
		const { status, errorItems } = await parking.run(named, {
			items: threeItems,
			settings: errorOutput,
		});
		expect({ status, errorItems: errorItems.length }).toEqual({ status: 'success', errorItems: 3 });
	});
});

describe('tasks that end before the execution is parked', () => {
	const endAtOnce = (times: number) => {
		kling.emulator.faults.add({ on: 'create', endsTask: true, times });
	};

	it('are output at once, because no callback may come again', async () => {
		endAtOnce(3);
		const { status, items } = await parking.run(named, { items: threeItems });
		expect(status).toBe('success');
		expect(items.map(({ json, pairedItem }) => [json.external_task_id, pairedItem])).toEqual(
			names.map((name, item) => [name, { item }]),
		);
		expect(items.map(({ json }) => json.task_status)).toEqual(['succeed', 'succeed', 'succeed']);
	});

	it('are output with their videos', async () => {
		endAtOnce(1);
		const { items } = await parking.run({ ...creationOnCallback, downloadVideo: true });
		expect((await bytesOf(items[0]?.binary?.data)).length).toBeGreaterThan(0);
	});

	it('are output without timed_out', async () => {
		endAtOnce(1);
		const { items } = await parking.run(creationOnCallback);
		expect(items[0]?.json).not.toHaveProperty('timed_out');
	});

	it('are waited for when one of them has not ended', async () => {
		endAtOnce(2);
		const { result } = await parking.park(creationOnCallback, { items: threeItems });
		expect(result.items.filter(({ json }) => json.task_status === 'succeed')).toHaveLength(2);
	});

	it('are output with the error items of those that were refused', async () => {
		endAtOnce(2);
		const parameters = {
			...named,
			videoUrl: `={{ $json.name === "b" ? "" : "${creation.videoUrl}" }}`,
		};
		const result = await parking.run(parameters, { items: threeItems, settings: errorOutput });
		expect(result.status).toBe('success');
		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
		expect(result.errorItems.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
	});
});

describe('the query before the execution is parked', () => {
	it.each([
		['cannot be answered', { error: { code: 5000 } }],
		['breaks off', { reset: true }],
		['is answered as if there were no task', { error: { code: 1201 } }],
		['is refused', { error: { code: 1002 } }],
	] as const)('loses no task when it %s', async (_how, fault) => {
		kling.emulator.faults.add({ on: 'get', times: 2, ...fault });
		const { result } = await parking.park();
		expect(result.items[0]?.json).toMatchObject({
			task_id: kling.emulator.tasks[0]?.id,
			external_task_id: kling.emulator.tasks[0]?.externalId,
		});
	});

	it('is sent only once, because n8n refuses callbacks until the execution is parked', async () => {
		kling.emulator.faults.add({ on: 'get', error: { code: 5000 }, times: 5 });
		await parking.park();
		expect(kling.emulator.counts.queries).toBe(1);
	});
});

describe('a task that already exists', () => {
	const mine = { ...creationOnCallback, options: { externalTaskId: 'order-1' } };

	it('of another execution is polled for, because Kling notifies that one', async () => {
		const taskId = await kling.createTask('order-1');
		const running = kling.start(mine);
		await pollUntil(() => kling.emulator.counts.queries > 1);
		kling.emulator.finish(taskId);
		const { status, items } = await running.result;
		expect(status).toBe('success');
		expect(items[0]?.json).toMatchObject({ task_id: taskId, task_status: 'succeed' });
	});

	it('of another execution is output when it has failed, as it would be on callback', async () => {
		const taskId = await kling.createTask('order-1');
		kling.emulator.finish(taskId, { fails: 'Image pixel is invalid' });
		const { status, items } = await kling.run(mine);
		expect(status).toBe('success');
		expect(items[0]?.json).toMatchObject({ task_id: taskId, task_status: 'failed' });
	});

	it('of another execution is an error item when it has failed and the node continues on errors', async () => {
		const taskId = await kling.createTask('order-1');
		kling.emulator.finish(taskId, { fails: 'Image pixel is invalid' });
		const { items } = await kling.run(mine, { settings: { onError: 'continueRegularOutput' } });
		expect(items[0]?.json.error).toBe(
			'The video with the External Task ID "order-1" has failed in an earlier try: Image pixel is invalid',
		);
	});

	it('of another execution is output at the time limit when it has not ended', async () => {
		const taskId = await kling.createTask('order-1');
		const { items } = await kling.run({
			...mine,
			options: { ...mine.options, timeLimit: 0.1 },
		});
		expect(items[0]?.json).toMatchObject({ task_id: taskId, timed_out: true });
	});

	it('of an earlier execution, found by Retry after its response was lost, is polled for', async () => {
		const { emulator, credential } = kling;
		emulator.faults.add(
			{ on: 'create', lostAnswer: true },
			{ on: 'get', times: 100, error: { code: 1103 } },
		);
		const failed = await kling.run(creationOnCallback);
		expect(failed.error?.message).toBe('It is not certain whether Kling started the video');
		emulator.faults.clear();
		const { queries } = emulator.counts;

		const run = { parameters: creationOnCallback, credential, executionId: '2' };
		const retrying = retryNode(run, failed);
		await pollUntil(() => emulator.counts.queries > queries + 2);
		emulator.finish(emulator.tasks[0]?.id ?? '');

		const { items, status } = await retrying;
		expect(status).toBe('success');
		expect(items[0]?.json.task_status).toBe('succeed');
	});

	it('of the previous try with Retry On Fail is waited for on callback', async () => {
		kling.emulator.faults.add({ on: 'create', taskId: 'c', error: { code: 1102 }, delayMs: 50 });
		const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const failsOnce = {
			...creationOnCallback,
			options: { externalTaskId: '={{ $json.name === "c" ? "c" : "" }}' },
		};
		const { result } = await parking.park(failsOnce, { items: threeItems, settings });
		expect(result.items.map(({ json }) => json.task_id).sort()).toEqual(
			kling.emulator.tasks.map(({ id }) => id).sort(),
		);
		expect(kling.emulator.counts).toMatchObject({ creates: 4, charges: 3 });
	});

	it('is not assumed for a new id of the user, whose task is waited for on callback', async () => {
		const { result } = await parking.park(mine);
		expect(result.items[0]?.json.external_task_id).toBe('order-1');
	});
});
