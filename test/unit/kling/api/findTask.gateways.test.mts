import { describe, expect, it } from '@jest/globals';
import { findTask } from '../../../../kling/api/parseTask';
import { answer, fakeApi, finishedTask, taskData } from '../../../support/kling/fakeApi.mts';

/** The response of a gateway to a query (API §3a): its record around Kling's whole response. */
const gatewayAnswer = (record: object, inner: unknown) => ({
	code: 'success',
	message: '',
	data: {
		task_id: 'task_abc',
		submit_time: 1795658817,
		start_time: 1795658820,
		finish_time: 1795659000,
		progress: '50%',
		...record,
		data: inner,
	},
});

describe('the task of a gateway of another kind (API §3a)', () => {
	it('may stand at the top level beside the code "success", with id in place of task_id', () => {
		const body = { code: 'success', message: '', id: '850100200300400500', task_status: 'succeed' };
		expect(findTask(body)).toMatchObject({ id: '850100200300400500', status: 'succeed' });
	});

	it('may stand there beside the code 200', async () => {
		const { client } = fakeApi([answer(200, { code: 200, ...taskData() })]);
		expect((await client.get('task-1')).id).toBe('task-1');
	});
});

describe('the task in the record of a gateway', () => {
	it('has the public id, the only one that queries accept', () => {
		const inner = { code: 0, data: finishedTask('850100200300400500') };
		const task = findTask(gatewayAnswer({ status: 'SUCCESS' }, inner));
		expect([task?.id, task?.raw.task_id, task?.videos.length]).toEqual(['task_abc', 'task_abc', 1]);
	});

	it('has failed when the gateway has given it up, although Kling has not', () => {
		const inner = { code: 0, data: taskData({ task_status: 'processing' }) };
		const task = findTask(gatewayAnswer({ status: 'FAILURE', fail_reason: 'timeout' }, inner));
		expect(task).toMatchObject({
			status: 'failed',
			statusMessage: 'timeout',
			raw: { task_status: 'failed', task_status_msg: 'timeout' },
		});
	});

	it.each([[null], [undefined], [''], [{}]])(
		'has failed when the gateway has given it up and %p replaces Kling’s part',
		(inner) => {
			const task = findTask(gatewayAnswer({ status: 'FAILURE', fail_reason: 'timeout' }, inner));
			expect(task).toMatchObject({ status: 'failed', statusMessage: 'timeout', id: 'task_abc' });
		},
	);

	it('has Kling’s own reason when Kling has failed', () => {
		const failed = taskData({ task_status: 'failed', task_status_msg: 'Image pixel is invalid' });
		const task = findTask(gatewayAnswer({ status: 'FAILURE', fail_reason: 'x' }, { data: failed }));
		expect(task?.statusMessage).toBe('Image pixel is invalid');
	});

	it('has succeeded when Kling says so, whatever the gateway says', () => {
		const inner = { code: 0, data: finishedTask() };
		const task = findTask(gatewayAnswer({ status: 'FAILURE', fail_reason: 'timeout' }, inner));
		expect(task?.status).toBe('succeed');
	});

	it.each([
		['NOT_START', 'submitted'],
		['SUBMITTED', 'submitted'],
		['QUEUED', 'submitted'],
		['UNKNOWN', 'submitted'],
		['IN_PROGRESS', 'processing'],
		['SUCCESS', 'succeed'],
		['FAILURE', 'failed'],
	])('with the status %s alone is %s', (word, status) => {
		expect(findTask(gatewayAnswer({ status: word }, null))?.status).toBe(status);
	});

	it('has the times of the gateway when Kling gives none', () => {
		expect(findTask(gatewayAnswer({ status: 'IN_PROGRESS' }, null))).toMatchObject({
			createdAt: 1795658817000,
			updatedAt: 1795659000000,
		});
	});
});
