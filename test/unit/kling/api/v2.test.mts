import { describe, expect, it } from '@jest/globals';
import { toRequestBody } from '../../../../kling/tasks/requestBody';
import { listTasks } from '../../../../kling/tasks/list';
import type { JsonObject } from '../../../../kling/json';
import {
	answer,
	BASE_URL,
	fakeApi,
	refusal,
	success,
	type Script,
} from '../../../support/kling/fakeApi.mts';
import { VirtualClock } from '../../../support/kling/virtualClock.mts';

/** API 2.0 (API §8). */
const open = (script: Script) => fakeApi(script, { apiVersion: 'v2' });

const ID = '850100200300400500';
const task = (fields: JsonObject = {}) => ({
	id: ID,
	status: 'submitted',
	external_id: 'mine',
	...fields,
});
const BODY = { image_url: 'https://a.example/i.png', video_url: 'https://a.example/v.mp4' };

async function create(body: JsonObject) {
	const api = open([success(task())]);
	const created = await api.client.create({ ...BODY, mode: 'std', ...body });
	const [request] = api.requests;
	const sent = JSON.parse(String(request?.body)) as Record<string, JsonObject & unknown[]>;
	return { created, url: request?.url, sent };
}

describe('a create in API 2.0', () => {
	it('has the model in the path', async () => {
		expect((await create({ model_name: 'kling-v3' })).url).toBe(
			`${BASE_URL}/motion-control/kling-3.0`,
		);
	});

	it.each([[undefined], [''], ['kling-v2-6']])('has model 2.6 for %p', async (model_name) => {
		expect((await create({ model_name })).url).toBe(`${BASE_URL}/motion-control/kling-2.6`);
	});

	it('creates the same task as in V1', async () => {
		const parameters = {
			characterOrientation: 'video',
			mode: 'pro',
			prompt: 'dance',
			keepOriginalSound: false,
			watermark: true,
			callbackUrl: 'https://n8n.example.com/w',
		};
		const media = { image: BODY.image_url, video: BODY.video_url };
		const { sent } = await create(toRequestBody(parameters, media, 'n8n-1'));
		expect(sent).toEqual({
			contents: [
				{ type: 'prompt', text: 'dance' },
				{ type: 'image', url: BODY.image_url },
				{ type: 'video', url: BODY.video_url },
			],
			settings: { character_orientation: 'video', audio: 'off', resolution: '1080p' },
			options: {
				callback_url: 'https://n8n.example.com/w',
				external_task_id: 'n8n-1',
				watermark_info: { enabled: true },
			},
		});
	});

	it('has no prompt when there is none', async () => {
		expect((await create({ prompt: '' })).sent.contents).toHaveLength(2);
	});

	it('has the element’s id as text, with all of its digits', async () => {
		const { sent } = await create({ element_list: [{ element_id: 850100200300400501n }] });
		expect(sent.contents).toContainEqual({ type: 'element', element_id: '850100200300400501' });
	});

	it('keeps the name that a prompt has for the element', async () => {
		const { sent } = await create({ element_list: [{ element_id: 1, id: 'hero' }] });
		expect(sent.contents).toContainEqual({ type: 'element', element_id: '1', id: 'hero' });
	});

	it.each([
		['std', '720p'],
		['pro', '1080p'],
	])('has for the mode %s the resolution %s', async (mode, resolution) => {
		expect((await create({ mode })).sent.settings).toMatchObject({ resolution });
	});

	it.each([
		['yes', 'original'],
		['no', 'off'],
	])('has for the sound "%s" the audio "%s"', async (keep_original_sound, audio) => {
		expect((await create({ keep_original_sound })).sent.settings).toMatchObject({ audio });
	});

	it('keeps fields that are in its own form', async () => {
		const { sent } = await create({ settings: { seed: 1 }, options: { x: 2 }, y: 3 });
		expect(sent).toMatchObject({
			settings: { seed: 1, resolution: '720p' },
			options: { x: 2 },
			y: 3,
		});
	});

	it('keeps the external id and the callback URL that the node needs', async () => {
		const own = { external_task_id: 'n8n-1', callback_url: 'https://n8n.example.com/w' };
		const options = { external_task_id: '', callback_url: 'https://other.example' };
		expect((await create({ ...own, options })).sent.options).toEqual(own);
	});

	it('returns the task', async () => {
		expect((await create({})).created).toMatchObject({
			id: ID,
			status: 'submitted',
			externalId: 'mine',
			requestId: 'req-1',
		});
	});

	it('is refused with the codes of V1', async () => {
		await expect(open([refusal(429, 1303)]).client.create(BODY)).rejects.toMatchObject({
			code: 1303,
		});
	});
});

describe('a query in API 2.0', () => {
	it('asks for Kling’s id as a task id', async () => {
		const api = open([success([task()])]);
		expect((await api.client.get(ID)).id).toBe(ID);
		expect(api.requests.map(({ url }) => url)).toEqual([`${BASE_URL}/tasks?task_ids=${ID}`]);
	});

	it('asks for a user’s own name as an external id', async () => {
		const api = open([success([task()])]);
		expect((await api.client.get('mine')).id).toBe(ID);
		expect(api.requests[0]?.url).toBe(`${BASE_URL}/tasks?external_task_ids=mine`);
	});

	it('asks for digits as an external id when Kling has no such task', async () => {
		const other = '111222333444555666';
		const api = open([success([]), success([task({ external_id: other })])]);
		expect((await api.client.get(other)).id).toBe(ID);
	});

	it('reports a task as unknown when it is missing', async () => {
		await expect(open([success([])]).client.get('mine')).rejects.toMatchObject({
			kind: 'notFound',
			message: 'Kling knows no video with the ID "mine"',
			taskId: 'mine',
		});
	});

	it('accepts no response without a code', async () => {
		await expect(open([answer(200, { data: [] })]).client.get('mine')).rejects.toMatchObject({
			kind: 'unreadable',
		});
	});

	it('asks for 20 at a time', async () => {
		const ids = Array.from({ length: 45 }, (_, index) => `order-${index}`);
		const api = open(({ url }) => {
			const names = new URL(url).searchParams.get('external_task_ids')?.split(',') ?? [];
			return success(names.map((name) => task({ id: `1${name}`, external_id: name })));
		});
		const found = await api.client.getSeveral?.(ids);
		expect([found?.size, api.requests.length]).toEqual([45, 3]);
	});

	it('shows tasks of V1, too, in the form of 2.0', async () => {
		const legacy = task({ status: 'succeeded', external_id: 'n8n-1-abc' });
		const api = open([success([legacy])]);
		expect(await api.client.get('n8n-1-abc')).toMatchObject({ id: ID, status: 'succeed' });
	});

	it('leaves out what Kling does not know', async () => {
		const api = open([success([task()])]);
		expect([...((await api.client.getSeveral?.(['mine', 'other']))?.keys() ?? [])]).toEqual([
			'mine',
		]);
	});
});

describe('the list in API 2.0', () => {
	const page = (id: string, more: JsonObject) =>
		success({ result: [task({ id, external_id: '' })], count: 1, ...more });

	it('follows the cursor to its end', async () => {
		const api = open([
			page('1', { next_cursor: 'c1', has_more: true }),
			page('2', { next_cursor: 'c2', has_more: false }),
		]);
		const tasks = await listTasks(api.client, new VirtualClock(), Infinity);
		expect([tasks.map(({ id }) => id), api.requests.map(({ body }) => String(body))]).toEqual([
			['1', '2'],
			['{"limit":500}', '{"limit":500,"cursor":"c1"}'],
		]);
	});

	it('ends when the cursor leads to nothing new', async () => {
		const api = open(() => page('1', { next_cursor: 'c', has_more: true }));
		await listTasks(api.client, new VirtualClock(), Infinity);
		expect(api.requests).toHaveLength(2);
	});

	it('leaves out what is surely of another product, and a query does so, too', async () => {
		const image = task({ outputs: [{ type: 'image', url: 'https://a.example/i.png' }] });
		const video = task({ id: '2', outputs: [{ type: 'video', url: 'https://a.example/v.mp4' }] });
		const running = task({ id: '3', outputs: [] });
		const list = open([success({ result: [image, video, running], has_more: false })]);
		const tasks = await listTasks(list.client, new VirtualClock(), Infinity);
		expect(tasks.map(({ id }) => id)).toEqual(['2', '3']);
		await expect(open([success([image]), success([])]).client.get(ID)).rejects.toMatchObject({
			kind: 'notFound',
		});
	});

	it('can be read by page number, too', async () => {
		const api = open([page('1', { next_cursor: 'c' }), page('2', {})]);
		expect((await api.client.list(2, 1)).map(({ id }) => id)).toEqual(['2']);
	});
});
