import { describe, expect, it } from '@jest/globals';
import { useEmulator } from '../../support/engine/useEmulator.mts';
import { pollUntil } from '../../support/pollUntil.mts';

const kling = useEmulator({ hold: true, jobDurationMs: 20 });
const wait = { operation: 'wait', options: { pollingInterval: 1 } };

describe('Wait', () => {
	it('returns the video of a task when it is finished', async () => {
		const taskId = await kling.createTask('order-1');
		const running = kling.start({ ...wait, taskId });
		await pollUntil(() => kling.emulator.counts.queries >= 2);
		kling.emulator.finish(taskId);
		const { items } = await running.result;
		expect(items[0]?.json).toMatchObject({ task_id: taskId, task_status: 'succeed' });
	});

	it('returns a task that has already ended at once, with one query', async () => {
		const taskId = await kling.createTask('order-1');
		kling.emulator.finish(taskId);
		const { items } = await kling.run({ ...wait, taskId, options: { pollingInterval: 3600 } });
		expect(items[0]?.json.task_status).toBe('succeed');
		expect(kling.emulator.counts.queries).toBe(1);
	});

	it('accepts an external task ID, too', async () => {
		const taskId = await kling.createTask('order-1');
		kling.emulator.finish(taskId);
		const { items } = await kling.run({ ...wait, taskId: 'order-1' });
		expect(items[0]?.json.task_id).toBe(taskId);
	});

	it('waits for the tasks of all items together', async () => {
		const ids = [
			await kling.createTask('a'),
			await kling.createTask('b'),
			await kling.createTask('c'),
		];
		const items = ids.map((id) => ({ json: { id } }));
		const running = kling.start({ ...wait, taskId: '={{ $json.id }}' }, { items });
		await pollUntil(() => kling.emulator.counts.listQueries >= 1);
		for (const id of ids) kling.emulator.finish(id);
		const result = await running.result;
		expect(result.items.map(({ json }) => json.task_id)).toEqual(ids);
		expect(kling.emulator.counts.queries).toBe(0);
	});

	it('fails when the task has failed, and says why', async () => {
		const taskId = await kling.createTask('order-1');
		kling.emulator.finish(taskId, { fails: 'Image pixel is invalid' });
		const { error } = await kling.run({ ...wait, taskId });
		expect(error?.message).toBe('Kling could not make the video: Image pixel is invalid');
	});

	it('outputs a failed task when the user wants that', async () => {
		const taskId = await kling.createTask('order-1');
		kling.emulator.finish(taskId, { fails: 'Image pixel is invalid' });
		const options = { ...wait.options, onFailedTask: 'output' };
		const { items } = await kling.run({ ...wait, taskId, options });
		expect(items[0]?.json).toMatchObject({ task_id: taskId, task_status: 'failed' });
	});

	it('says at the time limit that the task has not ended, as an item when the user wants that', async () => {
		const taskId = await kling.createTask('order-1');
		const options = { pollingInterval: 1, timeLimit: 0.1, onTimeLimit: 'output' };
		const { items } = await kling.run({ ...wait, taskId, options });
		expect(items[0]?.json).toMatchObject({ task_id: taskId, timed_out: true });
	});

	it('ends at once when there is no such task', async () => {
		const { error } = await kling.run({ ...wait, taskId: 'unknown' });
		expect(error?.message).toContain('knows no video with the ID');
		// The last query of the previous test may still arrive.
		const asked = kling.emulator.requests.filter(({ path }) => path.endsWith('/unknown'));
		expect(asked).toHaveLength(1);
	});
});
