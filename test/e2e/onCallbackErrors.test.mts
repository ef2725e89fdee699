import { describe, expect, it } from '@jest/globals';
import type { INode } from 'n8n-workflow';
import { outputOf } from '../../n8n-runtime/client.mts';
import { useCallbackTest } from '../support/n8n/useCallbacks.mts';
import { readPaired } from '../support/n8n/callbackWorkflows.mts';
import { items, KLING } from '../support/n8n/workflow.mts';

const test = useCallbackTest();

const REASON = 'Failure to pass the risk control system';
const threeItems = items({ n: 0 }, { n: 1 }, { n: 2 });

/** Three items; the task of the second fails. */
async function runWithFailedTask(settings: Partial<INode>) {
	const id = await test.park(threeItems, test.node({}, settings));
	const failed = test.tasks.find(({ body }) => body.prompt === '1');
	test.e2e.emulator.finish(failed?.id ?? '', { fails: REASON });
	test.finishAll();
	return { execution: await test.end(id), failed };
}

/** Three items; Kling refuses to create the task of the second. */
const withRefusedItem = (settings: Partial<INode>) =>
	test.node(
		{ videoUrl: "={{ $json.n === 1 ? 'nowhere' : 'http://127.0.0.1/dance.mp4' }}" },
		settings,
	);

describe('a task that fails while its execution is parked', () => {
	it('is output as an item that says so, because n8n cannot stop there', async () => {
		const { execution, failed } = await runWithFailedTask({});
		expect(execution.status).toBe('success');
		const output = outputOf(execution, KLING);
		expect(output.map(({ json }) => json.task_status)).toEqual(['succeed', 'failed', 'succeed']);
		expect(output[1]?.json).toMatchObject({ task_id: failed?.id, task_status_msg: REASON });
	});

	it('is output as an error item among the others with Continue', async () => {
		const { execution, failed } = await runWithFailedTask({ onError: 'continueRegularOutput' });
		const output = outputOf(execution, KLING);
		expect(output.map(({ json }) => 'error' in json)).toEqual([false, true, false]);
		expect(output[1]?.json).toMatchObject({
			error: expect.stringContaining(REASON),
			message: { task_id: failed?.id },
		});
	});

	it('goes to the error output with Continue (using error output)', async () => {
		const { execution, failed } = await runWithFailedTask({ onError: 'continueErrorOutput' });
		expect(outputOf(execution, KLING).map(({ json }) => json.video_url)).toEqual([
			test.videoOfItem(0),
			test.videoOfItem(2),
		]);
		const errors = outputOf(execution, KLING, 1);
		expect(errors.map(({ json }) => json.message)).toMatchObject([{ task_id: failed?.id }]);
	});
});

describe('an item that is refused before the others are parked', () => {
	it('stops the workflow at once, and the error names the tasks that exist', async () => {
		const { error, execution } = await test.e2e.run(threeItems, withRefusedItem({}));
		expect(execution.status).toBe('error');
		for (const { id } of test.tasks) expect(error?.description).toContain(id);
	});

	it('keeps its place as an error item with Continue', async () => {
		const paired = readPaired("$('Code').item.json.n");
		const settings = { onError: 'continueRegularOutput' } as const;
		const id = await test.park(threeItems, withRefusedItem(settings), paired);
		test.finishAll();
		const execution = await test.end(id);
		const output = outputOf(execution, KLING);
		expect(output.map(({ json }) => json.video_url)).toEqual([
			test.videoOfItem(0),
			undefined,
			test.videoOfItem(2),
		]);
		expect(output[1]?.json.error).toMatch(/video/i);
		expect(outputOf(execution, paired.name).map(({ json }) => json.paired)).toEqual([0, 1, 2]);
	});

	it('goes to the error output with Continue (using error output)', async () => {
		const settings = { onError: 'continueErrorOutput' } as const;
		const id = await test.park(threeItems, withRefusedItem(settings));
		test.finishAll();
		const execution = await test.end(id);
		expect(outputOf(execution, KLING).map(({ json }) => json.video_url)).toEqual([
			test.videoOfItem(0),
			test.videoOfItem(2),
		]);
		expect(outputOf(execution, KLING, 1).map(({ json }) => json.error)).toEqual([
			expect.stringMatching(/video/i),
		]);
	});
});
