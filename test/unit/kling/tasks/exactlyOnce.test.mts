import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AMBIGUOUS, attemptCreate } from '../../../support/kling/createAttempt.mts';
import {
	answer,
	htmlPage,
	noAnswer,
	refusal,
	success,
	taskData,
	unknownTask,
	type Reply,
} from '../../../support/kling/fakeApi.mts';
import { VirtualClock } from '../../../support/kling/virtualClock.mts';

const created = () => success(taskData());
const duplicate = () => refusal(400, 1201, 'external_task_id already exists');

describe.each(AMBIGUOUS)('a create that ends with %s', (_what, reply) => {
	it('is not sent again: the task is asked for by its external id', async () => {
		const { log, task } = await attemptCreate([reply, created()]);
		expect({ log, id: task?.id }).toEqual({ log: ['POST', 'GET item-1'], id: 'task-1' });
	});

	it('is not sent again either when the task cannot be found', async () => {
		const { log } = await attemptCreate([reply, unknownTask(), unknownTask(), unknownTask()]);
		expect(log).toEqual(['POST', 'GET item-1', 'GET item-1', 'GET item-1']);
	});
});

describe('a task whose answer was lost', () => {
	it('is given a moment to appear', async () => {
		const { task, clock } = await attemptCreate([
			noAnswer('ETIMEDOUT'),
			unknownTask(),
			unknownTask(),
			created(),
		]);
		expect(task?.id).toBe('task-1');
		expect(clock.sleeps).toEqual([500, 2000, 5000]);
	});

	it('is found although some queries fail, too', async () => {
		const lost = noAnswer('ECONNRESET');
		const { task } = await attemptCreate([
			lost,
			lost,
			htmlPage(502),
			lost,
			answer(200, ''),
			created(),
		]);
		expect(task?.id).toBe('task-1');
	});

	it('is an error that says so, and how to look for it, when it does not appear', async () => {
		const { error } = await attemptCreate([
			refusal(500, 5000),
			...Array<Reply>(3).fill(unknownTask()),
		]);
		expect(error).toMatchObject({
			message: expect.stringMatching(
				/^It is not certain whether Kling created the task\. Kling had an internal error/,
			),
			advice: expect.stringMatching(/charged twice.*Get \(by the external task ID\)/),
			retry: 'never',
			ambiguous: true,
			httpStatus: 500,
			code: 5000,
			requestId: 'req-1',
			externalTaskId: 'item-1',
			taskId: undefined,
		});
	});

	it.each([
		['with a 404 page', htmlPage(404)],
		['with a refusal', refusal(404, 1202)],
		['with another status', answer(405, '')],
		['with an error of another kind', refusal(403, 1103)],
	])('is the same error where a gateway answers the query %s', async (_how, reply) => {
		const { log, error } = await attemptCreate([noAnswer('ETIMEDOUT'), reply, reply, reply]);
		expect(log.filter((request) => request === 'POST')).toHaveLength(1);
		expect(error).toMatchObject({ message: expect.stringMatching(/not certain/) });
	});

	it('is not looked for any more after a stop', async () => {
		const clock = new VirtualClock();
		clock.at(100, () => clock.abort(new Error('stopped by the user')));
		const { log, error } = await attemptCreate([noAnswer('ETIMEDOUT')], { clock });
		expect({ log, error }).toEqual({ log: ['POST'], error: new Error('stopped by the user') });
	});

	it('that is stopped during the query passes the stop on', async () => {
		const { error } = await attemptCreate([
			noAnswer('ETIMEDOUT'),
			new Error('stopped by the user'),
		]);
		expect(error).toEqual(new Error('stopped by the user'));
	});
});

describe('whatever happens', () => {
	it('no create is sent after one that may have worked, and every error names the external id', async () => {
		const ambiguous = fc.constantFrom(...AMBIGUOUS.map(([, reply]) => reply));
		const clear = fc.constantFrom(refusal(429, 1303), unknownTask(), duplicate(), created());
		const replies = fc.array(fc.oneof(ambiguous, clear), { minLength: 30, maxLength: 30 });
		await fc.assert(
			fc.asyncProperty(replies, fc.boolean(), async (script, lookUpFirst) => {
				const { log, task, error } = await attemptCreate(script, { lookUpFirst });
				const mayHaveWorked = ({ request, reply }: { request: string; reply: Reply }) =>
					request === 'POST' && AMBIGUOUS.some(([, candidate]) => candidate === reply);
				const events = log.map((request, index) => ({ request, reply: script[index] as Reply }));
				const lost = events.findIndex(mayHaveWorked);
				if (lost >= 0) expect(log.slice(lost + 1)).not.toContain('POST');
				expect(task?.externalId ?? (error as { externalTaskId: string }).externalTaskId).toBe(
					'item-1',
				);
			}),
		);
	});
});
