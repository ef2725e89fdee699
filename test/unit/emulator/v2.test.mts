import { describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { pollUntil } from '../../support/pollUntil.mts';
import { useReceiver } from '../../support/servers/callbackReceiver.mts';
import { AUTHORIZATION, send, useEmulatorClient } from '../../support/servers/emulatorClient.mts';

/** API 2.0 (API §8), on the same host as V1. */
const kling = useEmulatorClient({ quota: 100 });
const receiver = useReceiver();

const BODY = {
	contents: [
		{ type: 'prompt', text: 'dance' },
		{ type: 'image', url: 'http://127.0.0.1/character.png' },
		{ type: 'video', url: 'http://127.0.0.1/reference.mp4' },
	],
	settings: { character_orientation: 'video', audio: 'off', resolution: '1080p' },
};

const post = async (path: string, body: unknown) =>
	await send(kling.emulator.baseUrl + path, {
		method: 'POST',
		headers: { ...AUTHORIZATION, 'Content-Type': 'application/json' },
		body: JSON.stringify(body),
	});
const query = async (text: string) =>
	await send(`${kling.emulator.baseUrl}/tasks?${text}`, { headers: AUTHORIZATION });
const create = async (options: object = {}, model = 'kling-3.0') =>
	await post(`/motion-control/${model}`, { ...BODY, options });

describe('a create', () => {
	it('is answered with the new task', async () => {
		const { status, body } = await create({ external_task_id: 'mine' });
		expect([status, body]).toEqual([
			200,
			{
				code: 0,
				message: 'SUCCEED',
				request_id: expect.any(String),
				data: {
					id: kling.emulator.tasks[0]?.id,
					status: 'submitted',
					create_time: expect.any(Number),
					update_time: expect.any(Number),
					external_id: 'mine',
				},
			},
		]);
	});

	it('creates the same task as V1 would', async () => {
		await create({ watermark_info: { enabled: true } });
		expect(kling.emulator.tasks[0]?.body).toMatchObject({
			image_url: 'http://127.0.0.1/character.png',
			video_url: 'http://127.0.0.1/reference.mp4',
			character_orientation: 'video',
			mode: 'pro',
			prompt: 'dance',
			keep_original_sound: 'no',
			model_name: 'kling-v3',
			watermark_info: { enabled: true },
		});
	});

	it('needs a model that exists', async () => {
		expect((await create({}, 'kling-9.9')).body.code).toBe(1203);
	});

	it('needs an image', async () => {
		const contents = BODY.contents.filter(({ type }) => type !== 'image');
		expect((await post('/motion-control/kling-3.0', { ...BODY, contents })).body.code).toBe(1201);
	});

	it.each(['prompt', 'element'])('needs no %s', async (type) => {
		const contents = BODY.contents.filter((content) => content.type !== type);
		expect((await post('/motion-control/kling-2.6', { ...BODY, contents })).status).toBe(200);
	});

	it.each([
		['kling-3.0', 1, 0],
		['kling-3.0', 2, 1201],
		['kling-2.6', 1, 1201],
	])('with %s and %i elements has the code %i', async (model, count, code) => {
		const element = { type: 'element', element_id: '850100200300400501', id: 'hero' };
		const contents = [...BODY.contents, ...new Array<typeof element>(count).fill(element)];
		const { body } = await post(`/motion-control/${model}`, { ...BODY, contents });
		expect(body.code).toBe(code);
	});

	it('takes "" for its options, and no options at all', async () => {
		expect((await create({ external_task_id: '', callback_url: '' })).status).toBe(200);
		expect((await post('/motion-control/kling-3.0', BODY)).status).toBe(200);
	});

	it('needs an API token: keys are for V1', async () => {
		const claims = { iss: 'test-access-key', exp: Math.floor(Date.now() / 1000) + 60 };
		const key = jwt.sign(claims, 'test-secret-key');
		const answer = await send(`${kling.emulator.baseUrl}/tasks?task_ids=1`, {
			headers: { Authorization: `Bearer ${key}` },
		});
		expect([answer.status, answer.body.code]).toEqual([401, 1002]);
		expect(
			(await kling.request('/1', { headers: { Authorization: `Bearer ${key}` } })).status,
		).toBe(400);
	});

	it('shares external ids with V1', async () => {
		await kling.create({ external_task_id: 'mine' });
		const { body } = await create({ external_task_id: 'mine' });
		expect([body.code, body.message]).toEqual([1201, 'External_task_id mine already exists']);
	});
});

describe('an image of more than 10 MB', () => {
	const checking = useEmulatorClient({ checkMedia: true });

	it.each([
		['20 MB', 20, 'Something went wrong when we tried to get the contents of the file.'],
		['over 50 MB', 51, 'Image file size is invalid'],
	])('fails in 2.0 for what else is wrong, or its size: %s', async (_size, megabytes, reason) => {
		const png = Buffer.alloc(megabytes * 1024 * 1024);
		png.write('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');
		png.writeUInt32BE(400, 16);
		png.writeUInt32BE(400, 20);
		const contents = [
			{ type: 'image', url: png.toString('base64') },
			{ type: 'video', url: 'http://127.0.0.1:1/missing.mp4' },
		];
		await send(`${checking.emulator.baseUrl}/motion-control/kling-2.6`, {
			method: 'POST',
			headers: { ...AUTHORIZATION, 'Content-Type': 'application/json' },
			body: JSON.stringify({ ...BODY, contents }),
		});
		const id = checking.emulator.tasks[0]?.id ?? '';
		expect((await checking.waitFor(id, 'failed')).body.data.task_status_msg).toBe(reason);
	});
});

describe('a query', () => {
	it('returns a finished task, with what was paid', async () => {
		await create();
		const id = kling.emulator.tasks[0]?.id ?? '';
		await kling.waitFor(id, 'succeed');
		expect((await query(`task_ids=${id}`)).body.data).toMatchObject([
			{
				id,
				status: 'succeeded',
				message: '',
				outputs: [{ type: 'video', duration: '5.041', url: expect.stringMatching(/^http/) }],
				billing: [{ charge_type: 'unit', amount: '6' }],
			},
		]);
	});

	it('returns tasks of V1, too, by their external ids', async () => {
		await kling.create({ external_task_id: 'mine' });
		expect((await query('external_task_ids=mine,other')).body.data).toMatchObject([
			{ external_id: 'mine' },
		]);
	});

	it('leaves out what it does not know', async () => {
		const { status, body } = await query('task_ids=1');
		expect([status, body.data]).toEqual([200, []]);
	});

	it('accepts at most 20 ids', async () => {
		const ids = Array.from({ length: 21 }, (_, index) => index).join(',');
		expect((await query(`task_ids=${ids}`)).body.code).toBe(1201);
	});

	it('accepts only one kind of ids', async () => {
		expect((await query('task_ids=1&external_task_ids=2')).body.code).toBe(1201);
	});
});

describe('an account that pays with money', () => {
	const paying = useEmulatorClient({ paysWith: 'money' });

	it('is told so in either generation, in texts', async () => {
		const id = await paying.createTask();
		const { data } = (await paying.waitFor(id, 'succeed')).body;
		expect(data.final_balance_deduction).toEqual({ quota: '0.35', list_price: '0.35' });
		const url = `${paying.emulator.baseUrl}/tasks?task_ids=${id}`;
		expect((await send(url, { headers: AUTHORIZATION })).body.data).toMatchObject([
			{ billing: [{ charge_type: 'cash', amount: '0.35', currency: 'USD', list_price: '0.35' }] },
		]);
	});
});

describe('the list', () => {
	it('continues with a cursor', async () => {
		for (let count = 0; count < 3; count++) await create();
		const first = (await post('/tasks', { limit: 2 })).body.data;
		expect(first).toMatchObject({ count: 2, has_more: true });
		const second = (await post('/tasks', { limit: 2, cursor: first.next_cursor })).body.data;
		expect(second).toMatchObject({ count: 1, has_more: false });
	});

	it('has times as texts, of creations', async () => {
		await create();
		const { createdAt = 0 } = kling.emulator.tasks[0] ?? {};
		const between = async (start: number, end: number) =>
			(await post('/tasks', { start_time: String(start), end_time: String(end) })).body.data.count;
		expect(await between(createdAt, createdAt)).toBe(1);
		expect(await between(createdAt + 1, createdAt + 2)).toBe(0);
	});

	it('has the tasks of a status', async () => {
		const filters = (value: string) => ({ filters: [{ key: 'status', values: [value] }] });
		await create();
		await kling.waitFor(kling.emulator.tasks[0]?.id ?? '', 'succeed');
		expect((await post('/tasks', filters('succeeded'))).body.data.count).toBe(1);
		expect((await post('/tasks', filters('failed'))).body.data.count).toBe(0);
	});

	it('refuses pages of more than 500', async () => {
		expect((await post('/tasks', { limit: 500 })).body.code).toBe(0);
		expect((await post('/tasks', { limit: 501 })).body.code).toBe(1201);
	});

	it('may have rows that are not tasks, and pages that are smaller than requested', async () => {
		for (let count = 0; count < 3; count++) await create();
		kling.emulator.faults.add({ on: 'list', maxPageSize: 2, oddRow: true });
		const { result } = (await post('/tasks', {})).body.data as { result: unknown[] };
		expect(result).toEqual([
			{ note: 'not a task' },
			expect.objectContaining({ id: expect.any(String) }),
		]);
	});
});

describe('a callback', () => {
	it('has the form of 2.0', async () => {
		await create({ callback_url: receiver.url });
		await pollUntil(() => receiver.received.length >= 3);
		expect(receiver.received.map(({ body }) => body.status).sort()).toEqual([
			'processing',
			'submitted',
			'succeeded',
		]);
	});
});

describe('the console’s test callback (API §5)', () => {
	it('has the form of 2.0, the status submitted, and an id that no query knows', async () => {
		expect(await kling.emulator.callbacks.sendTest(receiver.url)).toBe(200);
		const [callback] = receiver.received;
		expect(callback?.body).toMatchObject({ id: expect.any(String), status: 'submitted' });
		expect((await query(`task_ids=${String(callback?.body.id)}`)).body.data).toEqual([]);
	});
});
