import { describe, expect, it } from '@jest/globals';
import { useEmulatorClient } from '../../support/servers/emulatorClient.mts';

const SLOW = 1_000_000;

describe.each([
	['new-api', ''],
	['new-api-queued', 'queued'],
	['new-api-public-ids', 'queued'],
] as const)('a gateway of the kind %s (API §3a)', (dialect, status) => {
	const gateway = useEmulatorClient({ dialect, pathPrefix: '/kling', jobDurationMs: SLOW });
	const idOfTask = () => gateway.emulator.tasks[0]?.publicId ?? '';

	it('has the API under its prefix', () => {
		expect(gateway.emulator.baseUrl).toBe(`${gateway.emulator.origin}/kling`);
	});

	it('responds to a create with a video object, without an envelope, with times in seconds', async () => {
		const { status: http, body } = await gateway.create({ model_name: 'kling-v2-6' });
		expect([http, body]).toEqual([
			200,
			{
				id: idOfTask(),
				task_id: idOfTask(),
				object: 'video',
				model: 'kling-v2-6',
				status,
				progress: 0,
				created_at: Math.floor((gateway.emulator.tasks[0]?.createdAt ?? 0) / 1000),
			},
		]);
	});

	it('responds to a query with a record around Kling’s whole response', async () => {
		const id = await gateway.createTask();
		expect((await gateway.get(idOfTask())).body).toEqual({
			code: 'success',
			message: '',
			data: {
				task_id: idOfTask(),
				status: 'SUBMITTED',
				fail_reason: '',
				submit_time: expect.any(Number),
				start_time: 0,
				finish_time: 0,
				progress: '10%',
				data: {
					code: 0,
					message: 'SUCCEED',
					request_id: expect.any(String),
					data: expect.objectContaining({ task_id: id, task_status: 'submitted' }),
				},
			},
		});
	});

	it('gives a task up, while Kling’s part never ends', async () => {
		const id = await gateway.createTask();
		gateway.emulator.giveUp(id, 'timeout');
		gateway.emulator.finish(id);
		expect((await gateway.get(idOfTask())).body.data).toMatchObject({
			status: 'FAILURE',
			fail_reason: 'timeout',
			data: { data: { task_status: 'submitted' } },
		});
	});

	it('answers 400 in its own words for an unknown task', async () => {
		const { status: http, body } = await gateway.get('1');
		expect([http, body]).toEqual([
			400,
			{ code: 'task_not_exist', message: 'task_not_exist', data: null },
		]);
	});

	it('does not know external ids, and accepts one twice', async () => {
		await gateway.createTask({ external_task_id: 'mine' });
		await gateway.createTask({ external_task_id: 'mine' });
		expect([(await gateway.get('mine')).status, gateway.emulator.counts.charges]).toEqual([400, 2]);
	});

	it('needs to be told the model', async () => {
		const { status: http, body } = await gateway.create({ model_name: undefined });
		expect([http, body]).toEqual([
			400,
			{ error: { code: '', message: 'model_name is required', type: 'new_api_error' } },
		]);
	});

	it('answers 503 for a model that it has no channel for, and makes nothing', async () => {
		const { status: http, body } = await gateway.create({ model_name: 'kling-v9' });
		expect([http, body.error]).toEqual([
			503,
			{ code: '', message: 'No available channel for model kling-v9', type: 'new_api_error' },
		]);
		expect(gateway.emulator.tasks).toEqual([]);
	});

	it('has Kling’s refusals as text in its message', async () => {
		const { status: http, body } = await gateway.create({ mode: '4k' });
		expect([http, body.code]).toEqual([400, 'fail_to_fetch_task']);
		expect(JSON.parse(String(body.message))).toMatchObject({
			code: 1201,
			message: 'mode: value is invalid',
		});
	});

	it('answers 429 without Kling’s code', async () => {
		gateway.emulator.faults.add({ on: 'create', error: { code: 1303 } });
		const { status: http, text } = await gateway.create();
		expect([http, text.includes('1303')]).toEqual([429, false]);
	});

	it.each(['', '?pageNum=1'])('has no list: %s', async (query) => {
		expect((await gateway.list(query)).status).toBe(404);
	});
});

describe('a gateway with ids of its own', () => {
	const gateway = useEmulatorClient({ dialect: 'new-api-public-ids', jobDurationMs: SLOW });

	it('does not find Kling’s id', async () => {
		const id = await gateway.createTask();
		expect((await gateway.get(id)).body.code).toBe('task_not_exist');
	});
});

describe('a gateway without Kling’s envelope', () => {
	const gateway = useEmulatorClient({ dialect: 'flat', jobDurationMs: SLOW });

	it('says id instead of task_id, at the top level, with a word as code', async () => {
		const { body } = await gateway.create();
		const id = gateway.emulator.tasks[0]?.id;
		expect(body).toMatchObject({ code: 'success', id, task_status: 'submitted' });
		expect((await gateway.get(id ?? '')).body).toMatchObject({ id, task_status: 'submitted' });
	});

	it('answers 404 for a task that it does not know', async () => {
		await gateway.createTask({ external_task_id: 'mine' });
		expect((await gateway.get('mine')).status).toBe(404);
	});

	it('has errors of its own form', async () => {
		const { status, body } = await gateway.create({ mode: '4k' });
		expect([status, body]).toEqual([
			400,
			{ error: { code: '1201', message: 'mode: value is invalid' } },
		]);
	});

	it('has no list', async () => {
		expect((await gateway.list()).status).toBe(404);
	});
});

describe('the official host', () => {
	const kling = useEmulatorClient();

	it.each(['/v1/videos', '/v2/videos/motion-control', '/'])(
		'answers 404 with code 1202 for %s',
		async (path) => {
			const response = await fetch(kling.emulator.baseUrl + path);
			expect([response.status, await response.json()]).toEqual([
				404,
				expect.objectContaining({ code: 1202 }),
			]);
		},
	);

	it('answers 404 with code 1202 for another method', async () => {
		const { status, body } = await kling.request('', { method: 'DELETE' });
		expect([status, body.code]).toEqual([404, 1202]);
	});
});
