import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { DEFAULT_SETTINGS } from '../../emulator/options.mts';
import { call, TriggerWorkflow } from '../support/n8n/trigger.mts';
import { claim } from '../support/n8n/triggerTasks.mts';
import { ACCEPTED, useTriggerTest } from '../support/n8n/useTriggerTest.mts';

const { e2e, publish, createEndedTask } = useTriggerTest();

describe('a callback about a task that has ended', () => {
	it.each([
		['succeed', undefined],
		['failed', 'Failure to pass the risk control system'],
	])('starts the workflow when the task has the status %s', async (status, fails) => {
		const trigger = await publish();
		const task = await createEndedTask(fails);
		expect(await call(trigger.url, claim(task))).toEqual(ACCEPTED);
		const [item] = await trigger.items(1);
		expect(item?.json).toMatchObject({
			task_id: task.id,
			task_status: status,
			task_status_msg: fails ?? 'success',
		});
	});

	it('starts the workflow with the real video, whatever address it names', async () => {
		const trigger = await publish();
		const task = await createEndedTask();
		const videos = [{ id: '1', url: 'https://evil.example/video.mp4', duration: '5' }];
		await call(trigger.url, { ...claim(task), task_result: { videos } });
		const [item] = await trigger.items(1);
		expect(item?.json.video_url).toBe(task.videos[0]?.url);
	});

	it('starts the workflow with the real outcome, whatever outcome it claims', async () => {
		const trigger = await publish();
		const task = await createEndedTask('Image pixel is invalid');
		await call(trigger.url, claim(task, 'succeed'));
		const [item] = await trigger.items(1);
		expect(item?.json.task_status).toBe('failed');
	});
});

describe('the item', () => {
	/** Without the place where n8n stores the file. */
	function comparable({ json, binary = {}, pairedItem }: INodeExecutionData) {
		const files = Object.entries(binary).map(([field, file]) => ({ field, ...file, id: '' }));
		return { json, pairedItem, files };
	}

	it.each<INodeParameters>([
		{ simplify: true, downloadVideo: false },
		{ simplify: false, downloadVideo: false },
		{ simplify: true, downloadVideo: true, binaryPropertyName: 'clip' },
		{ simplify: false, downloadVideo: true },
	])('is the one that Get returns, with %j', async (parameters) => {
		const trigger = await publish(parameters);
		const task = await createEndedTask();
		await call(trigger.url, claim(task));
		const items = await trigger.items(1);
		const get = await e2e.run(
			e2e.node({ parameters: { operation: 'get', taskId: task.id, ...parameters } }),
		);
		expect(items.map(comparable)).toEqual(get.items.map(comparable));
	});

	it('has exactly the video, with Download Video', async () => {
		const trigger = await publish({ downloadVideo: true });
		await call(trigger.url, claim(await createEndedTask()));
		const [item] = await trigger.items(1);
		const video = await e2e.stage.client.download(item ?? { json: {} });
		const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
		expect(hash(video)).toBe(hash(await readFile(DEFAULT_SETTINGS.resultFile)));
	});

	it('says why there is no video when the download fails, and the event is not lost', async () => {
		const trigger = await publish({ downloadVideo: true });
		const task = await createEndedTask();
		e2e.emulator.faults.add({ on: 'download', status: 404 });
		expect(await call(trigger.url, claim(task))).toEqual(ACCEPTED);
		const [item] = await trigger.items(1);
		expect(item?.json).toMatchObject({
			task_id: task.id,
			video_url: task.videos[0]?.url,
			download_error: expect.stringContaining('HTTP status 404'),
		});
		expect(item?.binary).toBeUndefined();
	});
});

describe('a hundred callbacks about one task', () => {
	it('share a query', async () => {
		const trigger = await publish();
		const task = await createEndedTask();
		const before = e2e.emulator.counts.queries;
		await Promise.all(
			Array.from({ length: 100 }, async () => await call(trigger.url, claim(task))),
		);
		expect(e2e.emulator.counts.queries - before).toBe(1);
	});
});

describe('the test URL', () => {
	it('starts the workflow whenever a user listens, even with the same callback', async () => {
		const trigger = await TriggerWorkflow.create(e2e.stage);
		const task = await createEndedTask();
		for (const count of [1, 2]) {
			await trigger.listenForTestEvent();
			expect(await call(trigger.testUrl, claim(task))).toEqual(ACCEPTED);
			const executions = await trigger.executions(count);
			expect(executions.map(({ mode }) => mode)).toEqual(new Array(count).fill('manual'));
		}
		const items = await trigger.items(2);
		expect(items.map(({ json }) => json.task_id)).toEqual([task.id, task.id]);
	});

	it('does nothing while no user listens', async () => {
		const trigger = await TriggerWorkflow.create(e2e.stage);
		const answer = await call(trigger.testUrl, claim(await createEndedTask()));
		expect(answer.status).toBe(404);
	});
});
