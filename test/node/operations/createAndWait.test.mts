import { describe, expect, it } from '@jest/globals';
import { creationAndWait, useEmulator } from '../../support/engine/useEmulator.mts';
import { pollUntil } from '../../support/pollUntil.mts';

const kling = useEmulator({ jobDurationMs: 100 });

const emptyItems = (count: number) => Array.from({ length: count }, () => ({ json: {} }));
const finishAll = () => kling.emulator.tasks.forEach(({ id }) => kling.emulator.finish(id));

describe('Create and Wait', () => {
	it('returns the finished video of the task that it created', async () => {
		const { items, error } = await kling.run(creationAndWait);
		expect(error).toBeUndefined();
		const [task] = kling.emulator.tasks;
		expect(items[0]?.json).toMatchObject({
			task_id: task?.id,
			task_status: 'succeed',
			external_task_id: task?.externalId,
			video_url: task?.videos[0]?.url,
			duration: 5.041,
		});
	});

	it('keeps the external task ID when the host does not repeat it', async () => {
		const data = { task_id: 'a', task_status: 'succeed' };
		kling.emulator.faults.add({ on: 'get', body: { code: 0, data } });
		const { items } = await kling.run({ ...creationAndWait, downloadVideo: false });
		expect(items[0]?.json.external_task_id).toBe(kling.emulator.tasks[0]?.externalId);
	});

	it('creates the tasks of all items at the same time', async () => {
		kling.emulator.nextTask({ hold: true, times: 5 });
		const running = kling.start(creationAndWait, { items: emptyItems(5) });
		await pollUntil(() => kling.emulator.counts.concurrent === 5);
		finishAll();
		const { items } = await running.result;
		expect(items.map(({ json }) => json.task_status)).toEqual(new Array(5).fill('succeed'));
	});

	it('outputs the videos in the order of the items, whichever is finished first', async () => {
		kling.emulator.nextTask({ jobDurationMs: 400 });
		kling.emulator.nextTask({ jobDurationMs: 20 });
		const items = ['slow', 'fast'].map((name) => ({ json: { name } }));
		const options = { ...creationAndWait.options, externalTaskId: '={{ $json.name }}' };
		const result = await kling.run({ ...creationAndWait, options }, { items });
		expect(result.items.map(({ json }) => json.external_task_id)).toEqual(['slow', 'fast']);
	});

	it('goes on when the account has no free place for a while', async () => {
		kling.emulator.faults.add({ on: 'create', error: { code: 1303 }, times: 2 });
		const { items } = await kling.run(creationAndWait);
		expect(items[0]?.json.task_status).toBe('succeed');
		expect(kling.emulator.counts).toMatchObject({ creates: 3, charges: 1 });
	});

	it('makes more videos than the account can run at once', async () => {
		kling.emulator.nextTask({ hold: true, times: 5 });
		const running = kling.start(creationAndWait, { items: emptyItems(8) });
		await pollUntil(() => kling.emulator.requests.some(({ status }) => status === 429));
		finishAll();
		const { items } = await running.result;
		expect(items.map(({ json }) => json.task_status)).toEqual(new Array(8).fill('succeed'));
		expect(kling.emulator.counts.charges).toBe(8);
	});

	it('survives queries that fail while it waits', async () => {
		kling.emulator.faults.add(
			{ on: 'get', error: { code: 5000 } },
			{ on: 'get', reset: true },
			{ on: 'get', html: true },
			{ on: 'get', empty: true },
			{ on: 'get', error: { code: 1302 } },
		);
		const { items } = await kling.run(creationAndWait);
		expect(items[0]?.json.task_status).toBe('succeed');
		expect(kling.emulator.counts.queries).toBeGreaterThan(5);
	});
});

describe('a task that failed', () => {
	const reason = 'Failure to pass the risk control system';

	it('is an error by default', async () => {
		kling.emulator.nextTask({ fails: reason });
		const { error } = await kling.run(creationAndWait);
		expect(error?.message).toBe(`Kling could not make the video: ${reason}`);
		expect(error?.description).toContain(kling.emulator.tasks[0]?.id);
	});

	it('is an item when the user wants that', async () => {
		kling.emulator.nextTask({ fails: reason });
		const options = { ...creationAndWait.options, onFailedTask: 'output' };
		const { items } = await kling.run({ ...creationAndWait, options, downloadVideo: true });
		expect(items[0]).toEqual({
			json: expect.objectContaining({ task_status: 'failed', task_status_msg: reason }),
			pairedItem: { item: 0 },
		});
	});
});

describe('the time limit', () => {
	const options = { pollingInterval: 1, timeLimit: 0.1 };

	it('ends the wait with an error that names the task and what to do', async () => {
		kling.emulator.nextTask({ hold: true });
		const { error } = await kling.run({ ...creationAndWait, options });
		expect(error?.message).toMatch(/not finished after 0\.1 minutes/);
		expect(error?.description).toContain(kling.emulator.tasks[0]?.id);
		expect(error?.description).toContain('Wait');
	});

	it('ends it with the task as an item when the user wants that', async () => {
		kling.emulator.nextTask({ hold: true });
		const { items } = await kling.run({
			...creationAndWait,
			options: { ...options, onTimeLimit: 'output' },
		});
		expect(items[0]?.json).toMatchObject({
			task_id: kling.emulator.tasks[0]?.id,
			task_status: expect.stringMatching(/submitted|processing/),
			timed_out: true,
		});
	});
});
