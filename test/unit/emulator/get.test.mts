import { describe, expect, it } from '@jest/globals';
import { useEmulatorClient } from '../../support/servers/emulatorClient.mts';

const kling = useEmulatorClient();

describe('a task that is asked for', () => {
	it('is submitted at first', async () => {
		kling.emulator.nextTask({ jobDurationMs: 1_000_000 });
		const { body } = await kling.get(await kling.createTask());
		expect(body.data.task_status).toBe('submitted');
	});

	it('is processing then, without a result', async () => {
		kling.emulator.nextTask({ hold: true });
		const { body } = await kling.waitFor(await kling.createTask(), 'processing');
		expect(body.data).toEqual({
			task_id: expect.any(String),
			task_status: 'processing',
			task_status_msg: '',
			task_info: {},
			created_at: expect.any(Number),
			updated_at: expect.any(Number),
		});
	});

	it('succeeds with a video', async () => {
		const id = await kling.createTask({ external_task_id: 'mine' });
		const { status, body } = await kling.waitFor(id, 'succeed');
		expect(status).toBe(200);
		expect(body).toEqual({
			code: 0,
			message: 'SUCCEED',
			request_id: expect.any(String),
			data: {
				task_id: id,
				task_status: 'succeed',
				task_status_msg: 'success',
				task_info: { external_task_id: 'mine' },
				task_result: {
					videos: [
						{
							id: expect.any(String),
							url: expect.stringMatching(/^http:/),
							duration: '5.041',
						},
					],
				},
				final_unit_deduction: '2.5',
				created_at: expect.any(Number),
				updated_at: expect.any(Number),
			},
		});
	});

	it('has a second link when a watermark was asked for', async () => {
		const id = await kling.createTask({ watermark_info: { enabled: true } });
		const { body } = await kling.waitFor(id, 'succeed');
		expect(body.data).toMatchObject({
			watermark_info: { enabled: true },
			task_result: { videos: [{ watermark_url: expect.stringMatching(/^http:/) }] },
		});
	});

	it('fails with its reason, in a successful response', async () => {
		kling.emulator.nextTask({ fails: 'Failure to pass the risk control system' });
		const { status, body } = await kling.waitFor(await kling.createTask(), 'failed');
		expect(status).toBe(200);
		expect(body).toMatchObject({
			code: 0,
			message: 'SUCCEED',
			data: {
				task_status: 'failed',
				task_status_msg: 'Failure to pass the risk control system',
			},
		});
		expect(body.data).not.toHaveProperty('task_result');
	});

	it('is found by its external id too', async () => {
		const id = await kling.createTask({ external_task_id: 'mine' });
		expect((await kling.get('mine')).body.data.task_id).toBe(id);
	});

	it('is 400 with code 1201 when unknown', async () => {
		const { status, body } = await kling.get('1');
		expect([status, body]).toEqual([
			400,
			{
				code: 1201,
				message: 'Task not found by id/external id: 1',
				request_id: expect.any(String),
			},
		]);
	});
});

describe('a task that is finished by a test', () => {
	it('has ended at once', async () => {
		kling.emulator.nextTask({ jobDurationMs: 1_000_000 });
		const id = await kling.createTask();
		kling.emulator.finish(id);
		expect((await kling.get(id)).body.data.task_status).toBe('succeed');
	});

	it('keeps its outcome whatever comes later', async () => {
		kling.emulator.nextTask({ hold: true });
		const id = await kling.createTask();
		kling.emulator.finish(id, { fails: 'Image pixel is invalid' });
		kling.emulator.finish(id);
		expect((await kling.get(id)).body.data).toMatchObject({
			task_status: 'failed',
			task_status_msg: 'Image pixel is invalid',
		});
	});

	it('must exist', () => {
		expect(() => kling.emulator.finish('1')).toThrow('Task not found');
	});
});

describe('an emulator that holds its tasks', () => {
	const holding = useEmulatorClient({ hold: true });

	it('leaves them processing when others have been finished', async () => {
		const held = await holding.createTask();
		holding.emulator.nextTask({ hold: false });
		await holding.waitFor(await holding.createTask(), 'succeed');
		expect((await holding.get(held)).body.data.task_status).toBe('processing');
	});
});

describe('plans for tasks to come', () => {
	it('are used up in order', async () => {
		kling.emulator.nextTask({ fails: 'first', times: 2 });
		kling.emulator.nextTask({ fails: 'second' });
		for (let count = 0; count < 4; count++) await kling.createTask();
		for (const { id } of kling.emulator.tasks.slice(0, 3)) await kling.waitFor(id, 'failed');
		await kling.waitFor(kling.emulator.tasks[3]?.id ?? '', 'succeed');
		const reasons = kling.emulator.tasks.map(({ statusMessage }) => statusMessage);
		expect(reasons).toEqual(['first', 'first', 'second', 'success']);
	});
});
