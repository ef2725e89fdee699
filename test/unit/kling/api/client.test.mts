import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
	answer,
	BASE_URL,
	fakeApi,
	htmlPage,
	noAnswer,
	refusal,
	success,
	taskData,
	unknownTask,
} from '../../../support/kling/fakeApi.mts';

const ENDPOINT = `${BASE_URL}/v1/videos/motion-control`;

describe('create', () => {
	it('sends the body as JSON to the endpoint', async () => {
		const api = fakeApi([success(taskData())]);
		await api.client.create({ mode: 'std', prompt: 'dance “x”' });
		const body = Buffer.from('{"mode":"std","prompt":"dance “x”"}');
		expect(api.requests).toEqual([{ method: 'POST', url: ENDPOINT, body }]);
	});

	it('returns the task with its request id', async () => {
		const { client } = fakeApi([success(taskData())]);
		expect(await client.create({})).toMatchObject({
			id: 'task-1',
			status: 'submitted',
			requestId: 'req-1',
		});
	});

	it.each([
		['a success without a task', success({ hello: 'world' })],
		['a success with a task that has no id', success({ task_status: 'submitted' })],
		['a success with a list', success([taskData()])],
		['a lost connection', noAnswer('ECONNRESET')],
		['a time-out', noAnswer('ETIMEDOUT')],
		['an internal error', refusal(500, 5000)],
		['a page of a proxy', htmlPage(502)],
		['an empty body', answer(200, '')],
	])('may have created a task after %s', async (_what, reply) => {
		await expect(fakeApi([reply]).client.create({})).rejects.toMatchObject({ ambiguous: true });
	});

	it.each([
		['an unknown host', noAnswer('ENOTFOUND')],
		['a refused connection', noAnswer('ECONNREFUSED')],
		['a wrong parameter', refusal(400, 1201)],
		['a full quota', refusal(429, 1303)],
		['a web server’s 404 page', htmlPage(404)],
		['a redirect', answer(307, '', { location: '/elsewhere' })],
	])('has certainly created no task after %s', async (_what, reply) => {
		await expect(fakeApi([reply]).client.create({})).rejects.toMatchObject({ ambiguous: false });
	});
});

describe('get', () => {
	it('asks for the task by its id', async () => {
		const api = fakeApi([success(taskData())]);
		await api.client.get('831234567890123457');
		expect(api.requests).toEqual([{ method: 'GET', url: `${ENDPOINT}/831234567890123457` }]);
	});

	it('asks for exactly this id, whatever characters it has', async () => {
		const id = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/^\.+$/.test(text));
		await fc.assert(
			fc.asyncProperty(id, async (id) => {
				const api = fakeApi([success(taskData())]);
				await api.client.get(id);
				const url = new URL(api.requests[0]?.url ?? '');
				expect([url.search, url.hash]).toEqual(['', '']);
				expect(decodeURIComponent(url.href.slice(ENDPOINT.length + 1))).toBe(id);
			}),
		);
	});

	it('names the task in its error', async () => {
		await expect(fakeApi([unknownTask()]).client.get('task-9')).rejects.toMatchObject({
			kind: 'notFound',
			message: 'Kling knows no video with the ID "task-9"',
			advice: expect.stringMatching(/account and the region/),
			retry: 'never',
			httpStatus: 400,
			code: 1201,
			requestId: 'req-1',
			taskId: 'task-9',
		});
	});

	it('names the task in other errors, too', async () => {
		await expect(fakeApi([htmlPage(502)]).client.get('task-9')).rejects.toMatchObject({
			kind: 'refused',
			taskId: 'task-9',
		});
	});

	it('says what was missing in a response without a task', async () => {
		await expect(fakeApi([success([])]).client.get('task-1')).rejects.toMatchObject({
			kind: 'unreadable',
			message: 'The API answered HTTP 200 without a task in it',
			advice: expect.stringContaining('Base URL'),
			retry: 'later',
			httpStatus: 200,
			requestId: 'req-1',
		});
	});

	it('shows no secret in the reason of a failed task', async () => {
		const reply = success(taskData({ task_status: 'failed', task_status_msg: 'no s3cret' }));
		const { client } = fakeApi([reply], { secrets: ['s3cret'] });
		expect((await client.get('task-1')).statusMessage).toBe('no ***');
	});

	it('shows no secret in the task as it came', async () => {
		const reply = success(taskData({ note: 'no s3cret' }));
		const { client } = fakeApi([reply], { secrets: ['s3cret'] });
		expect((await client.get('task-1')).raw).toMatchObject({ note: 'no ***' });
	});

	it('shows no secret in an error', async () => {
		const { client } = fakeApi([refusal(400, 1201, 'bad s3cret')], { secrets: ['s3cret'] });
		await expect(client.get('task-1')).rejects.toThrow(/: bad \*\*\*$/);
	});
});

describe('list', () => {
	it('asks for a page', async () => {
		const api = fakeApi([success([])]);
		await api.client.list(3, 500);
		const url = `${ENDPOINT}?pageNum=3&pageSize=500`;
		expect(api.requests).toEqual([{ method: 'GET', url, pageSize: 500 }]);
	});

	it('returns the tasks in the order of the page', async () => {
		const page = [taskData({ task_id: 'b' }), taskData({ task_id: 'a' })];
		const tasks = await fakeApi([success(page)]).client.list(1, 30);
		expect(tasks.map(({ id }) => id)).toEqual(['b', 'a']);
	});

	it('skips what is not a task', async () => {
		const page = [null, 'text', {}, taskData()];
		expect(await fakeApi([success(page)]).client.list(1, 30)).toHaveLength(1);
	});

	it('says what was missing in a response without a list', async () => {
		await expect(fakeApi([success(taskData())]).client.list(1, 30)).rejects.toThrow(
			'The API answered HTTP 200 without a list of tasks in it',
		);
	});
});

describe('a token that is not valid yet, or has expired', () => {
	it.each([1003, 1004])('is replaced with a new one once (code %i)', async (code) => {
		const api = fakeApi([refusal(401, code), success(taskData())]);
		await api.client.create({});
		expect(api.log).toEqual(['POST', 'POST']);
	});

	it('is an error when the new one is not valid either', async () => {
		const api = fakeApi([refusal(401, 1004), refusal(401, 1004)]);
		await expect(api.client.get('task-1')).rejects.toMatchObject({ code: 1004 });
		expect(api.log).toEqual(['GET task-1', 'GET task-1']);
	});
});

describe('any other error', () => {
	it.each([
		['a wrong key', refusal(401, 1002)],
		['a full quota', refusal(429, 1303)],
		['an internal error', refusal(500, 5000)],
		['a lost connection', noAnswer('ECONNRESET')],
		['an error of others', new Error('stopped')],
	])('is not sent again by the client: %s', async (_what, reply) => {
		const api = fakeApi([reply]);
		await expect(api.client.create({})).rejects.toThrow();
		expect(api.log).toEqual(['POST']);
	});
});
