import { describe, expect, it } from '@jest/globals';
import { REQUEST_BODY, useEmulatorClient } from '../../support/servers/emulatorClient.mts';

const kling = useEmulatorClient({ jobDurationMs: 1_000_000, quota: 3 });

describe('an accepted create', () => {
	it('is answered with the new task in Kling’s envelope', async () => {
		const { status, body } = await kling.create({ external_task_id: 'mine' });
		expect(status).toBe(200);
		expect(body).toEqual({
			code: 0,
			message: 'SUCCEED',
			request_id: expect.any(String),
			data: {
				task_id: expect.stringMatching(/^\d{18}$/),
				task_status: 'submitted',
				task_info: { external_task_id: 'mine' },
				created_at: expect.any(Number),
				updated_at: expect.any(Number),
			},
		});
	});

	it('has an empty task_info without an external id', async () => {
		expect((await kling.create()).body.data.task_info).toEqual({});
	});

	it('gets an id that a JSON number cannot hold, different each time', async () => {
		const ids = [await kling.createTask(), await kling.createTask()];
		expect(new Set(ids).size).toBe(2);
		for (const id of ids) expect(Number(id)).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
	});

	it('gets a request id of its own', async () => {
		const first = await kling.create();
		const second = await kling.create();
		expect(first.body.request_id).not.toBe(second.body.request_id);
	});

	it.each([
		['an unknown field', { foo: { bar: 1 } }],
		['an empty prompt', { prompt: '' }],
		['a prompt of 2500 characters', { prompt: '好'.repeat(2500) }],
		['sound off', { keep_original_sound: 'no' }],
		['the newer model', { model_name: 'kling-v3' }],
		['one element', { model_name: 'kling-v3', element_list: [{ element_id: 1 }] }],
		['no element', { element_list: [] }],
		['no watermark', { watermark_info: { enabled: false } }],
		['an empty external id', { external_task_id: '' }],
		['an empty model', { model_name: '' }],
		['an empty callback', { callback_url: '' }],
		['a callback', { callback_url: 'https://example.com/callback' }],
		['Base64', { image_url: Buffer.from('any bytes').toString('base64') }],
	])('may have %s', async (_name, fields) => {
		expect((await kling.create(fields)).status).toBe(200);
	});

	it('may have an image of 10 MB as Base64', async () => {
		const image = Buffer.alloc(10 * 1024 * 1024).toString('base64');
		expect((await kling.create({ image_url: image })).status).toBe(200);
	});
});

describe('a refused create', () => {
	it.each([
		['no image', { image_url: undefined }, 'imageUrl: must not be blank'],
		['an empty image', { image_url: '' }, 'imageUrl: must not be blank'],
		['no video', { video_url: undefined }, 'videoUrl: must not be blank'],
		[
			'no orientation',
			{ character_orientation: undefined },
			'characterOrientation: must not be blank',
		],
		['no mode', { mode: undefined }, 'mode: must not be blank'],
		[
			'an unknown orientation',
			{ character_orientation: 'left' },
			'characterOrientation: value is invalid',
		],
		['an unknown mode', { mode: '4k' }, 'mode: value is invalid'],
		[
			'a boolean for the sound',
			{ keep_original_sound: true },
			'keepOriginalSound: value is invalid',
		],
		[
			'a prompt of 2501 characters',
			{ prompt: 'a'.repeat(2501) },
			'prompt: length exceeds the limit',
		],
		['a number for the prompt', { prompt: 5 }, 'prompt: type is invalid'],
		[
			'two elements',
			{ model_name: 'kling-v3', element_list: [{ element_id: 1 }, { element_id: 2 }] },
			'elementList: size exceeds the limit',
		],
		[
			'an element with the older model',
			{ element_list: [{ element_id: 1 }] },
			'elementList: is not supported by the model',
		],
		[
			'a data: prefix',
			{ image_url: 'data:image/png;base64,AAAA' },
			'File is not in a valid base64 format',
		],
		['a video that is no URL', { video_url: 'AAAA' }, 'videoUrl: must be a URL'],
		['a callback that is no URL', { callback_url: 'example.com' }, 'callbackUrl: must be a URL'],
	])('is 400 with code 1201 for %s', async (_name, fields, message) => {
		const { status, body } = await kling.create(fields);
		expect({ status, code: body.code, message: body.message }).toEqual({
			status: 400,
			code: 1201,
			message,
		});
		expect(kling.emulator.tasks).toEqual([]);
	});

	it('is 404 with code 1203 for an unknown model', async () => {
		const { status, body } = await kling.create({ model_name: 'kling-v99' });
		expect([status, body.code]).toEqual([404, 1203]);
	});

	it.each(['{', ''])('is 400 with code 1200 for a body that is not JSON: "%s"', async (text) => {
		const headers = { Authorization: 'Bearer test-token', 'Content-Type': 'application/json' };
		const { status, body } = await kling.request('', { method: 'POST', headers, body: text });
		expect([status, body.code]).toEqual([400, 1200]);
	});

	it('is 400 with code 1201 when the external id is taken', async () => {
		await kling.create({ external_task_id: 'mine' });
		const { status, body } = await kling.create({ external_task_id: 'mine' });
		expect([status, body.code]).toEqual([400, 1201]);
		expect(body.message).toBe('External_task_id mine already exists');
		expect(kling.emulator.counts.charges).toBe(1);
	});
});

describe('the quota', () => {
	const fillQuota = async () => {
		for (let count = 0; count < 3; count++) await kling.create();
	};

	it('refuses an excess task with 429, code 1303 and Kling’s words', async () => {
		await fillQuota();
		const { status, body } = await kling.create();
		expect([status, body.code, body.message]).toEqual([
			429,
			1303,
			'parallel task over resource pack limit',
		]);
		expect(kling.emulator.counts).toMatchObject({ creates: 4, charges: 3, maxConcurrent: 3 });
	});

	it.each([
		['succeeds', {}],
		['fails', { fails: 'Image pixel is invalid' }],
	])('has room again when a task %s', async (_name, ending) => {
		await fillQuota();
		kling.emulator.finish(kling.emulator.tasks[0]?.id ?? '', ending);
		expect((await kling.create()).status).toBe(200);
	});
});

describe('what a test can see of a task', () => {
	it('is the body that was sent', async () => {
		const fields = { prompt: 'a dance', external_task_id: 'mine', foo: 'bar' };
		await kling.create(fields);
		expect(kling.emulator.tasks[0]).toMatchObject({
			externalId: 'mine',
			status: 'submitted',
			body: { ...REQUEST_BODY, ...fields },
		});
	});

	it('does not include megabytes of Base64', async () => {
		await kling.create({ image_url: 'A'.repeat(100_000) });
		expect(kling.emulator.tasks[0]?.body.image_url.length).toBeLessThan(200);
	});
});
