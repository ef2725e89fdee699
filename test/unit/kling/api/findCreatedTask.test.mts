import { describe, expect, it } from '@jest/globals';
import { findCreatedTask } from '../../../../kling/api/parseTask';
import { answer, fakeApi, taskData } from '../../../support/kling/fakeApi.mts';

/** The response of a gateway to a create (API §3a). */
const videoObject = (status: unknown, id = '850100200300400500') => ({
	id,
	task_id: id,
	object: 'video',
	model: 'kling-v2-6',
	status,
	progress: 0,
	created_at: 1795658817,
});

describe('the task in the response to a create', () => {
	it.each([[''], ['queued'], ['dreaming'], [null], [undefined], [{}]])(
		'of a gateway may have the status %p',
		(status) => {
			expect(findCreatedTask(videoObject(status))?.id).toBe('850100200300400500');
		},
	);

	it.each([[''], ['queued'], [null], [undefined]])(
		'has not started when its status is %p',
		(status) => {
			expect(findCreatedTask(videoObject(status))?.status).toBe('submitted');
		},
	);

	it('has its time in milliseconds where the gateway gives seconds', () => {
		expect(findCreatedTask(videoObject(''))?.createdAt).toBe(1795658817000);
	});

	it('may have no status in Kling’s envelope', () => {
		expect(findCreatedTask({ code: 0, data: { task_id: 'x' } })?.id).toBe('x');
	});

	it.each([200, '200', 1, 'ok', 402, 5000])('counts beside the code %p', async (code) => {
		const { client } = fakeApi([answer(200, { code, data: taskData() })]);
		expect((await client.create({})).id).toBe('task-1');
	});

	it('counts on any HTTP status of success', async () => {
		const { client } = fakeApi([answer(207, videoObject('queued'))]);
		expect((await client.create({})).id).toBe('850100200300400500');
	});

	it('does not count on an HTTP status of failure', async () => {
		const { client } = fakeApi([answer(500, { code: 5000, data: taskData() })]);
		await expect(client.create({})).rejects.toMatchObject({ code: 5000, ambiguous: true });
	});

	it('is not the id of a request beside the code of a refusal', async () => {
		const { client } = fakeApi([answer(200, { code: 1303, message: 'full', id: 'req-1' })]);
		await expect(client.create({})).rejects.toMatchObject({ code: 1303 });
	});

	it('may already have failed, in API 2.0', () => {
		expect(
			findCreatedTask({ code: 0, data: { id: '1', status: 'failed', message: 'x' } }),
		).toMatchObject({
			status: 'failed',
			statusMessage: 'x',
		});
	});
});
