import { describe, expect, it } from '@jest/globals';
import { isFailed, isFinal, type KlingTask } from '../../../../kling/task';
import type { HttpResponse } from '../../../../kling/api/responses';
import {
	answer,
	fakeApi,
	finishedTask,
	htmlPage,
	success,
	taskData,
	type Reply,
} from '../../../support/kling/fakeApi.mts';

/** Quirks that were seen in the wild (API §3 and §3a), with one test for each. */
describe('the message', () => {
	it.each(['SUCCEED', 'success', 'Fehler', '', null, 42])('%p means nothing', async (message) => {
		const task = await get(answer(200, { code: 0, message, data: taskData() }));
		expect(task.id).toBe('task-1');
	});

	it('may be missing', async () => {
		expect((await get(answer(200, { code: 0, data: taskData() }))).id).toBe('task-1');
	});
});

describe('the code', () => {
	it('counts on HTTP 200, too', async () => {
		const reply = answer(200, { code: 1303, message: 'SUCCEED', data: taskData() });
		await expect(get(reply)).rejects.toMatchObject({ code: 1303, httpStatus: 200 });
	});

	it.each([0, '0', 'success', 'SUCCESS', 'Success'])('%p means success', async (code) => {
		expect((await get(answer(200, { code, data: taskData() }))).id).toBe('task-1');
	});

	it.each([[null], [undefined], ['']])('%p means nothing', async (code) => {
		expect((await get(answer(200, { code, data: taskData() }))).id).toBe('task-1');
	});
});

describe('a failed task', () => {
	const failed = { task_status: 'failed', task_status_msg: 'Image pixel is invalid' };

	it('arrives as a success with code 0', async () => {
		const task = await get(success(taskData(failed)));
		expect({ final: isFinal(task), failed: isFailed(task) }).toEqual({ final: true, failed: true });
	});

	it('tells its reason', async () => {
		expect((await get(success(taskData(failed)))).statusMessage).toBe('Image pixel is invalid');
	});

	it('may be the response to the create', async () => {
		const { client } = fakeApi([success(taskData(failed))]);
		expect(isFailed(await client.create({}))).toBe(true);
	});
});

describe('an id', () => {
	it('of 18 digits as text stays as it is', async () => {
		const task = await get(success(taskData({ task_id: '831234567890123457' })));
		expect(task.id).toBe('831234567890123457');
	});

	it('of 18 digits as a number keeps all of them', async () => {
		const body = '{"code":0,"data":{"task_id":831234567890123457,"task_status":"submitted"}}';
		expect((await get(answer(200, body))).id).toBe('831234567890123457');
	});

	it('of 18 digits as a number keeps all of them in the raw data, too', async () => {
		const body = '{"code":0,"data":{"task_id":831234567890123457,"task_status":"submitted"}}';
		expect((await get(answer(200, body))).raw.task_id).toBe('831234567890123457');
	});

	it.each(['task_123456', '0f8fad5b-d9cb-469f-a165-70867728950e'])('may be %s', async (id) => {
		expect((await get(success(taskData({ task_id: id })))).id).toBe(id);
	});
});

describe('the duration', () => {
	it.each([
		['5', 5],
		['5.1', 5.1],
		['5.041', 5.041],
	])('is a decimal text: %p', async (duration, seconds) => {
		const videos = [{ id: 'video-1', url: 'https://cdn.example.com/v.mp4', duration }];
		const task = await get(success(taskData({ task_result: { videos } })));
		expect(task.videos[0]?.duration).toBe(seconds);
	});
});

describe('parts that are empty', () => {
	it.each([[{}], [null], [undefined]])('task_info may be %p', async (info) => {
		expect((await get(success(taskData({ task_info: info })))).externalId).toBeNull();
	});

	it.each([[{}], [null], [undefined], [{ videos: [] }], [{ videos: null }]])(
		'task_result may be %p',
		async (result) => {
			expect((await get(success(taskData({ task_result: result })))).videos).toEqual([]);
		},
	);

	it('unused lists may be present', async () => {
		const result = { ...(finishedTask().task_result as object), images: [], audios: [] };
		const task = await get(success(taskData({ task_status: 'succeed', task_result: result })));
		expect(task.videos).toHaveLength(1);
	});
});

describe('the status of a finished task', () => {
	it.each(['succeed', 'succeeded', 'SUCCEED'])('may be %s', async (status) => {
		const task = await get(success(taskData({ task_status: status })));
		expect({ status: task.status, final: isFinal(task) }).toEqual({
			status: 'succeed',
			final: true,
		});
	});
});

describe('the body of an error', () => {
	it('may be an HTML page', async () => {
		await expect(get(htmlPage(502))).rejects.toMatchObject({ httpStatus: 502, retry: 'later' });
	});

	it('may be empty', async () => {
		await expect(get(answer(503, ''))).rejects.toMatchObject({ httpStatus: 503, retry: 'later' });
	});

	it('may be an HTML page on HTTP 200', async () => {
		await expect(get(htmlPage(200))).rejects.toMatchObject({ kind: 'unreadable', retry: 'later' });
	});

	it('may be empty on HTTP 200', async () => {
		await expect(get(answer(200, ''))).rejects.toMatchObject({
			kind: 'unreadable',
			retry: 'later',
		});
	});
});

describe('a gateway', () => {
	it('may have a path prefix', async () => {
		const api = fakeApi([success(taskData())], { baseUrl: 'https://gateway.example.com/kling' });
		await api.client.get('task-1');
		expect(api.requests[0]?.url).toBe(
			'https://gateway.example.com/kling/v1/videos/motion-control/task-1',
		);
	});

	it('may nest the task at data.data.data', async () => {
		const task = await get(answer(200, { code: 'success', data: { data: { data: taskData() } } }));
		expect(task.id).toBe('task-1');
	});

	it('may nest the task in a record of its own, with another status', async () => {
		const data = { code: 0, data: finishedTask() };
		const record = { task_id: 'task-1', status: 'SUCCESS', progress: '100%', data };
		expect(isFinal(await get(answer(200, { code: 'success', data: record })))).toBe(true);
	});

	it.each([[null], [undefined], [{}], ['']])(
		'may have such a record with %p instead of the task',
		async (data) => {
			const record = { task_id: 'task-1', status: 'IN_PROGRESS', data };
			const task = await get(answer(200, { code: 'success', data: record }));
			expect(task).toMatchObject({ id: 'task-1', statusText: 'in_progress' });
		},
	);

	it('may have the task at the top level', async () => {
		expect((await get(answer(200, taskData()))).id).toBe('task-1');
	});

	it('may have the task at the top level with id instead of task_id', async () => {
		const task = await get(answer(200, { id: 'task-1', status: 'processing' }));
		expect(task).toMatchObject({ id: 'task-1', status: 'processing' });
	});

	it('may have the task at the top level with id, beside an empty data', async () => {
		const task = await get(answer(200, { id: 'task-1', status: 'processing', data: null }));
		expect(task.id).toBe('task-1');
	});

	it('may have a task with further data of its own', async () => {
		const task = await get(success(taskData({ task_id: undefined, id: 'task-1', data: [] })));
		expect(task.id).toBe('task-1');
	});

	it('may nest the list, too', async () => {
		const { client } = fakeApi([answer(200, { code: 'success', data: { data: [taskData()] } })]);
		expect((await client.list(1, 30)).map(({ id }) => id)).toEqual(['task-1']);
	});
});

async function get(reply: HttpResponse): Promise<KlingTask> {
	const script: Reply[] = [reply];
	return await fakeApi(script).client.get('task-1');
}
