import { describe, expect, it } from '@jest/globals';
import { creation, tokenCredential, useEmulator } from '../support/engine/useEmulator.mts';
import { startWebServer } from '../support/servers/webServer.mts';

const kling = useEmulator();
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const KEYS = [
	'video_url',
	'duration',
	'task_status',
	'task_status_msg',
	'task_id',
	'external_task_id',
	'units_charged',
	'expires_at',
	'created_at',
	'updated_at',
];

async function createFinishedTask(externalTaskId?: string): Promise<string> {
	const taskId = await kling.createTask(externalTaskId);
	kling.emulator.finish(taskId);
	return taskId;
}

describe('Simplify, turned on', () => {
	it('outputs the same keys for every operation, known or not', async () => {
		const taskId = await createFinishedTask();
		const wait = { operation: 'wait', taskId };
		for (const parameters of [
			creation,
			{ ...wait, operation: 'get' },
			wait,
			{ operation: 'getAll' },
		]) {
			const { items } = await kling.run(parameters);
			expect(Object.keys(items[0]?.json ?? {})).toEqual(KEYS);
		}
	});

	it('has everything about a finished task, flat', async () => {
		const taskId = await createFinishedTask('order-1');
		const { items } = await kling.run({ operation: 'get', taskId });
		const [video] = kling.emulator.tasks[0]?.videos ?? [];
		expect(items[0]?.json).toEqual({
			task_id: taskId,
			task_status: 'succeed',
			task_status_msg: 'success',
			external_task_id: 'order-1',
			video_url: video?.url,
			duration: 5.041,
			units_charged: 2.5,
			expires_at: expect.stringMatching(ISO),
			created_at: expect.stringMatching(ISO),
			updated_at: expect.stringMatching(ISO),
		});
	});

	it('has null for what is still unknown', async () => {
		const { items } = await kling.run(creation);
		expect(items[0]?.json).toMatchObject({
			task_status_msg: null,
			video_url: null,
			duration: null,
			expires_at: null,
		});
	});

	it('has the link of the watermarked copy, when one was asked for', async () => {
		await kling.run({ ...creation, options: { watermark: true } });
		const [task] = kling.emulator.tasks;
		kling.emulator.finish(task?.id ?? '');
		const { items } = await kling.run({ operation: 'get', taskId: task?.id ?? '' });
		expect(items[0]?.json.videos).toEqual([
			expect.objectContaining({ watermark_url: task?.videos[0]?.watermarkUrl }),
		]);
	});
});

describe('Simplify, turned off', () => {
	it.each(['get', 'wait'])("outputs Kling's own data (%s)", async (operation) => {
		const taskId = await createFinishedTask('order-1');
		const { items } = await kling.run({ operation, taskId, simplify: false });
		const [video] = kling.emulator.tasks[0]?.videos ?? [];
		expect(items[0]?.json).toEqual({
			task_id: taskId,
			task_status: 'succeed',
			task_status_msg: 'success',
			task_info: { external_task_id: 'order-1' },
			task_result: { videos: [{ id: video?.id, url: video?.url, duration: '5.041' }] },
			final_unit_deduction: '2.5',
			created_at: kling.emulator.tasks[0]?.createdAt,
			updated_at: kling.emulator.tasks[0]?.updatedAt,
		});
	});

	it('does so for a new task and for a list', async () => {
		for (const parameters of [creation, { operation: 'getAll' }]) {
			const { items } = await kling.run({ ...parameters, simplify: false });
			expect(items[0]?.json).toHaveProperty('task_info');
		}
	});

	it('keeps all digits of an ID that a gateway sent as a number', async () => {
		const body = '{"code": 0, "data": {"task_id": 819463427195047936, "task_status": "failed"}}';
		const gateway = await startWebServer((_request, response) => response.end(body));
		const credential = tokenCredential(gateway.origin);
		const parameters = { operation: 'get', taskId: 'a', simplify: false };
		const { items } = await kling.run(parameters, { credential });
		await gateway.close();
		expect(items[0]?.json.task_id).toBe('819463427195047936');
	});
});
