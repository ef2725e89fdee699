import { describe, expect, it } from '@jest/globals';
import { useEmulator } from '../../support/engine/useEmulator.mts';

const kling = useEmulator({ hold: true });

describe('Get', () => {
	it('returns a task by its task ID', async () => {
		const taskId = await kling.createTask('order-1');
		const { items } = await kling.run({ operation: 'get', taskId });
		expect(items[0]?.json).toMatchObject({ task_id: taskId, external_task_id: 'order-1' });
	});

	it('returns a task by its external task ID', async () => {
		const taskId = await kling.createTask('order/1 é?');
		const { items } = await kling.run({ operation: 'get', taskId: 'order/1 é?' });
		expect(items[0]?.json.task_id).toBe(taskId);
	});

	it('accepts a task that was chosen from the list', async () => {
		const value = await kling.createTask('order-1');
		const taskId = { __rl: true, mode: 'list', value, cachedResultName: 'order-1' };
		const { items } = await kling.run({ operation: 'get', taskId });
		expect(items[0]?.json.task_id).toBe(value);
	});

	it('does not wait for a task that has not ended', async () => {
		const taskId = await kling.createTask('order-1');
		const { items } = await kling.run({ operation: 'get', taskId, downloadVideo: true });
		expect(items[0]?.json.task_status).toMatch(/submitted|processing/);
		expect(items[0]?.binary).toBeUndefined();
	});

	it('outputs a failed task, because the query has succeeded', async () => {
		const taskId = await kling.createTask('order-1');
		kling.emulator.finish(taskId, { fails: 'Image pixel is invalid' });
		const { items } = await kling.run({ operation: 'get', taskId, downloadVideo: true });
		expect(items[0]?.json).toMatchObject({
			task_status: 'failed',
			task_status_msg: 'Image pixel is invalid',
		});
	});

	it('asks again when a query fails for a temporary reason', async () => {
		const taskId = await kling.createTask('order-1');
		kling.emulator.faults.add({ on: 'get', error: { code: 5001 } }, { on: 'get', reset: true });
		const { items } = await kling.run({ operation: 'get', taskId });
		expect(items[0]?.json.task_id).toBe(taskId);
		expect(kling.emulator.counts.queries).toBe(3);
	});

	it('costs nothing', async () => {
		const taskId = await kling.createTask('order-1');
		await kling.run({ operation: 'get', taskId });
		expect(kling.emulator.counts.charges).toBe(1);
	});
});
