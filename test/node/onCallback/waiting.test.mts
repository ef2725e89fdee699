import { describe, expect, it } from '@jest/globals';
import type { INode } from 'n8n-workflow';
import { useEmulator } from '../../support/engine/useEmulator.mts';
import { useParking } from '../../support/engine/useParking.mts';
import { pollUntil } from '../../support/pollUntil.mts';

const kling = useEmulator({ hold: true, jobDurationMs: 0 });
const parking = useParking(kling);

const wait = { operation: 'wait', resume: 'callback' };
const errorOutput: Partial<INode> = { onError: 'continueErrorOutput' };

describe('Wait on callback', () => {
	it('parks its execution until the task has ended', async () => {
		const taskId = await kling.createTask();
		const parked = await parking.park({ ...wait, taskId });
		kling.emulator.finish(taskId);
		const { resumed } = await parked.call({ task_id: taskId, task_status: 'succeed' });
		expect(resumed?.items[0]?.json).toMatchObject({ task_id: taskId, task_status: 'succeed' });
	});

	it('returns the current status', async () => {
		const taskId = await kling.createTask();
		const { result } = await parking.park({ ...wait, taskId });
		expect(result.items[0]?.json).toMatchObject({
			task_id: taskId,
			task_status: expect.stringMatching(/submitted|processing/),
		});
	});

	it('returns a task that has already ended at once', async () => {
		const taskId = await kling.createTask();
		kling.emulator.finish(taskId);
		const { status, items } = await parking.run({ ...wait, taskId });
		expect(status).toBe('success');
		expect(items[0]?.json).toMatchObject({ task_id: taskId, task_status: 'succeed' });
	});

	it('creates nothing', async () => {
		const taskId = await kling.createTask();
		await parking.park({ ...wait, taskId });
		expect(kling.emulator.counts.creates).toBe(1);
	});

	it.each([
		['does not know', 'unknown', 'knows no video with the ID'],
		['is not told', '={{ "" }}', 'Motion Video names no video'],
	])('ends at once for a task that Kling %s', async (_what, taskId, message) => {
		const { status, error } = await parking.run({ ...wait, taskId });
		expect(status).toBe('error');
		expect(error?.message).toContain(message);
	});

	it('waits for the others when the node continues on errors', async () => {
		const taskId = await kling.createTask();
		const items = ['unknown', taskId].map((id) => ({ json: { id } }));
		const parameters = { ...wait, taskId: '={{ $json.id }}' };
		const { result } = await parking.park(parameters, { items, settings: errorOutput });
		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
		expect(result.errorItems.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }]);
	});

	it('asks again when the first query fails', async () => {
		const taskId = await kling.createTask();
		kling.emulator.faults.add({ on: 'get', error: { code: 5000 }, times: 2 });
		const { result } = await parking.park({ ...wait, taskId });
		expect(result.items[0]?.json.task_status).toMatch(/submitted|processing/);
	});

	it('polls when further queries fail, because no callback could be matched', async () => {
		const taskId = await kling.createTask();
		kling.emulator.faults.add({ on: 'get', error: { code: 5000 }, times: 100 });
		const running = kling.start({ ...wait, taskId });
		await pollUntil(() => kling.emulator.counts.queries > 5);
		kling.emulator.faults.clear();
		kling.emulator.finish(taskId);
		const { status, items } = await running.result;
		expect(status).toBe('success');
		expect(items[0]?.json).toMatchObject({ task_id: taskId, task_status: 'succeed' });
	});
});

describe('Wait on callback for an external task ID', () => {
	const parameters = { ...wait, taskId: 'order-1' };
	const callback = (taskId: string) => ({
		task_id: taskId,
		task_status: 'succeed',
		task_info: { external_task_id: 'order-1' },
	});

	it('is resumed by a callback that does not repeat it', async () => {
		const taskId = await kling.createTask('order-1');
		const parked = await parking.park(parameters);
		kling.emulator.finish(taskId);
		const { resumed } = await parked.call({ ...callback(taskId), task_info: {} });
		expect(resumed?.items[0]?.json).toMatchObject({
			task_id: taskId,
			external_task_id: 'order-1',
		});
	});

	it('is resumed although Kling could not be asked for the task ID at first', async () => {
		const taskId = await kling.createTask('order-1');
		kling.emulator.faults.add({ on: 'get', error: { code: 5000 } });
		const parked = await parking.park(parameters);
		kling.emulator.finish(taskId);
		const { resumed } = await parked.call(callback(taskId));
		expect(resumed?.items[0]?.json).toMatchObject({ task_id: taskId, task_status: 'succeed' });
	});

	it('waits for two items that name the same task', async () => {
		const taskId = await kling.createTask('order-1');
		const items = ['order-1', taskId].map((id) => ({ json: { id } }));
		const parked = await parking.park({ ...wait, taskId: '={{ $json.id }}' }, { items });
		kling.emulator.finish(taskId);
		const { resumed } = await parked.call(callback(taskId));
		expect(resumed?.items.map(({ json }) => json.task_id)).toEqual([taskId, taskId]);
	});
});
