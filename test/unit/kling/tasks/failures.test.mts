import { describe, expect, it } from '@jest/globals';
import { KlingError } from '../../../../kling/errors';
import type { KlingTask } from '../../../../kling/task';
import { parseTask } from '../../../../kling/api/parseTask';
import { spentIdError, taskFailure, timeLimitError } from '../../../../kling/tasks/failures';
import { taskData } from '../../../support/kling/fakeApi.mts';

describe('the error of a failed task', () => {
	it.each([
		['Failure to pass the risk control system', /second try.*often passes/],
		['Image pixel is invalid', /^Change the image: 300 to 65536 pixels/],
		[
			'Image recognition failed. No complete upper body detected in the image.',
			/^Change the image\. .*upper body/,
		],
		[
			'No complete upper body detected in the video, please upload another one.',
			/^Change the video, the image may be fine/,
		],
		[
			'The character in the reference image or the first frame is invalid',
			/^Change the image or the video/,
		],
		[
			'The resolution or aspect ratio of the input image is invalid, please check it.',
			/^Change the image: 300/,
		],
		[
			'Something went wrong when we tried to get the contents of the file.',
			/could not fetch.*public/,
		],
		['generation error', /second try/],
		['Video duration is invalid', /^Change the video: .*at least 3 seconds/],
		['No clear main subject in the first frame', /^Change the video/],
		['Too many people', /^Change the video/],
		['The motion is too fast', /^Change the video/],
		['The valid motion is too short', /^Change the video/],
		['The body is too small', /^Change the image or the video/],
		['The pose of the first frame and the image differ too much', /similar pose/],
		['Something new', /run the node again/],
	])('gives Kling’s reason and what helps: %s', (reason, helps) => {
		const error = taskFailure(failed(reason));
		expect(error.message).toBe(`Kling could not make the video: ${reason}`);
		expect(error.advice).toMatch(helps);
	});

	it('says that Kling gives no reason', () => {
		expect(taskFailure(failed(null)).message).toBe(
			'Kling could not make the video: Kling gave no reason',
		);
	});

	it('names the task and the request', () => {
		expect(taskFailure({ ...failed('no'), externalId: 'mine', requestId: 'req-1' })).toMatchObject({
			kind: 'task',
			taskId: 'task-1',
			externalTaskId: 'mine',
			requestId: 'req-1',
			retry: 'never',
		});
	});

	it('leaves out what is unknown', () => {
		const { requestId, externalTaskId } = taskFailure(failed('no'));
		expect({ requestId, externalTaskId }).toEqual({
			requestId: undefined,
			externalTaskId: undefined,
		});
	});
});

describe('the error of a task that has not ended in time', () => {
	const data = { task_status: 'processing', task_info: { external_task_id: 'mine' } };
	const task: KlingTask = { ...(parseTask(taskData(data)) as KlingTask), requestId: null };

	it('says how long it waited, and what was known last', () => {
		expect(timeLimitError('task-1', task, 60, null)).toMatchObject({
			message: 'The video was not finished after 60 minutes',
			advice: expect.stringMatching(/^Its last known status is "processing"\. /),
		});
	});

	it('says why the last query failed', () => {
		const error = new KlingError('Kling is down', {
			kind: 'refused',
			advice: '',
			requestId: 'req-9',
		});
		const { advice, requestId } = timeLimitError('task-1', task, 60, error);
		expect({ advice, requestId }).toEqual({
			advice: expect.stringContaining('The last query for it went wrong: Kling is down.'),
			requestId: 'req-9',
		});
	});

	it('names the id that was waited for when the task was never seen', () => {
		expect(timeLimitError('mine', null, 60, null)).toMatchObject({
			taskId: 'mine',
			externalTaskId: undefined,
			requestId: undefined,
			advice: expect.stringMatching(/^Its last known status is "unknown"\. Kling goes on/),
		});
	});

	it('names the task, and how to go on', () => {
		expect(timeLimitError('task-1', { ...task, requestId: 'req-1' }, 60, null)).toMatchObject({
			kind: 'task',
			taskId: 'task-1',
			externalTaskId: 'mine',
			requestId: 'req-1',
			advice: expect.stringMatching(/operation Wait with its task ID/),
		});
	});
});

describe('the error of an external task ID that a failed task has used up', () => {
	it('gives the reason of that task, and says what to do', () => {
		expect(spentIdError('order-1', 'Image pixel is invalid')).toMatchObject({
			kind: 'task',
			externalTaskId: 'order-1',
			message:
				'The video with the External Task ID "order-1" has failed in an earlier try: Image pixel is invalid',
			advice: expect.stringMatching(/enter another one, or leave the field empty/),
		});
	});

	it('does without a reason when none is known', () => {
		expect(spentIdError('order-1', null).message).toMatch(/has failed in an earlier try$/);
	});
});

function failed(reason: string | null): KlingTask {
	return parseTask(taskData({ task_status: 'failed', task_status_msg: reason })) as KlingTask;
}
