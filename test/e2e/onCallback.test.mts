import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_SETTINGS } from '../../emulator/options.mts';
import { outputOf } from '../../n8n-runtime/client.mts';
import { useCallbackTest, videoOf } from '../support/n8n/useCallbacks.mts';
import { readPaired } from '../support/n8n/callbackWorkflows.mts';
import { items } from '../support/n8n/workflow.mts';

const test = useCallbackTest();

const threeItems = items({ n: 0 }, { n: 1 }, { n: 2 });
const videosOfItems = () => [0, 1, 2].map((n) => test.videoOfItem(n));

describe('Create and Wait with Resume: On Callback', () => {
	it('parks its execution, which continues with the video when Kling notifies it', async () => {
		const id = await test.park(test.node());
		test.finishAll();
		const [item] = await test.output(id);
		const [task] = test.tasks;
		expect(item?.json).toMatchObject({
			task_id: task?.id,
			task_status: 'succeed',
			external_task_id: task?.externalId,
			video_url: videoOf(task),
			duration: 5.041,
		});
		expect(item?.json).not.toHaveProperty('timed_out');
	});

	it('downloads the video', async () => {
		const id = await test.park(test.node({ downloadVideo: true, binaryPropertyName: 'clip' }));
		test.finishAll();
		const [item] = await test.output(id);
		const bytes = await test.e2e.stage.client.download(item ?? { json: {} }, 'clip');
		expect(bytes.equals(readFileSync(DEFAULT_SETTINGS.resultFile))).toBe(true);
	});

	it("outputs Kling's own data without Simplify", async () => {
		const id = await test.park(test.node({ simplify: false }));
		test.finishAll();
		const [item] = await test.output(id);
		expect(item?.json).toMatchObject({
			task_id: test.tasks[0]?.id,
			task_info: { external_task_id: test.tasks[0]?.externalId },
			task_result: { videos: [{ url: videoOf(test.tasks[0]), duration: '5.041' }] },
		});
	});

	it('stays parked until the last task of several items has ended', async () => {
		const id = await test.park(threeItems, test.node());
		const { emulator } = test.e2e;
		for (const task of test.tasks.slice(1)) emulator.finish(task.id);
		await emulator.callbacks.delivered();
		expect(await test.isParked(id)).toBe(true);
		test.finishAll();
		expect((await test.end(id)).status).toBe('success');
	});

	it('outputs the videos in the order of the items, each paired with its item', async () => {
		const id = await test.park(threeItems, test.node());
		test.finishAll();
		const output = await test.output(id);
		expect(output.map(({ json }) => json.video_url)).toEqual(videosOfItems());
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2].map((item) => ({ item })));
	});

	it('allows following nodes to read the items before it', async () => {
		const paired = readPaired("$('Code').item.json.n");
		const id = await test.park(threeItems, test.node(), paired);
		test.finishAll();
		const output = outputOf(await test.end(id), paired.name);
		expect(output.map(({ json }) => json)).toEqual(
			[0, 1, 2].map((n) => ({ video: test.videoOfItem(n), paired: n })),
		);
	});

	it('does not park its execution when its tasks have already ended', async () => {
		const { emulator, run } = test.e2e;
		emulator.faults.add({ on: 'create', endsTask: true, times: 3 });
		emulator.callbacks.plan = { attempts: 1 };
		const { items: output } = await run(threeItems, test.node());
		expect(output.map(({ json }) => json.video_url)).toEqual(videosOfItems());
		expect(emulator.counts.listQueries).toBe(1);
	});
});

describe('Wait with Resume: On Callback', () => {
	const createTasks = () => ({
		...test.node({
			operation: 'create',
			options: { callbackUrl: '={{ $execution.resumeUrl }}' },
		}),
		name: 'Create',
	});

	it.each(['task_id', 'external_task_id'])('waits for tasks by their %s', async (field) => {
		const wait = test.node({ operation: 'wait', taskId: `={{ $json.${field} }}` });
		const id = await test.park(threeItems, createTasks(), wait);
		test.finishAll();
		const output = await test.output(id);
		expect(output.map(({ json }) => json.video_url)).toEqual(videosOfItems());
	});

	it('does not park its execution when the tasks have already ended', async () => {
		test.e2e.emulator.faults.add({ on: 'create', endsTask: true, times: 3 });
		test.e2e.emulator.callbacks.plan = { attempts: 1 };
		const wait = test.node({ operation: 'wait', taskId: '={{ $json.task_id }}' });
		const { items: output } = await test.e2e.run(threeItems, createTasks(), wait);
		expect(output.map(({ json }) => json.video_url)).toEqual(videosOfItems());
		expect(test.e2e.emulator.counts.listQueries).toBe(1);
	});
});
