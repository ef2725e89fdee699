import { describe, expect, it } from '@jest/globals';
import { AMBIGUOUS, attemptCreate, creatingAt } from '../../../support/kling/createAttempt.mts';
import {
	answer,
	created,
	duplicate,
	htmlPage,
	noAnswer,
	refusal,
	success,
	taskData,
	unknownTask,
	type Reply,
	type Script,
} from '../../../support/kling/fakeApi.mts';
import type { KlingError } from '../../../../kling/errors';
import { VirtualClock } from '../../../support/kling/virtualClock.mts';

describe.each(AMBIGUOUS)('on a gateway, a create that ends with %s', (_what, reply) => {
	it('is not sent again: the task is asked for by its external id', async () => {
		const { log, task } = await attemptCreate([reply, created()]);
		expect({ log, id: task?.id }).toEqual({ log: ['POST', 'GET item-1'], id: 'task-1' });
	});

	it('is not sent again when the task cannot be found either', async () => {
		const { log } = await attemptCreate([reply, unknownTask(), unknownTask(), unknownTask()]);
		expect(log).toEqual(['POST', 'GET item-1', 'GET item-1', 'GET item-1']);
	});
});

describe('a task whose response was lost', () => {
	it('is given a moment to appear', async () => {
		const { task, clock } = await attemptCreate([
			noAnswer('ETIMEDOUT'),
			unknownTask(),
			unknownTask(),
			created(),
		]);
		expect(task?.id).toBe('task-1');
		expect(clock.now()).toBe(500 + 2000 + 5000);
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
			message: 'It is not certain whether Kling started the video',
			advice: expect.stringMatching(/^Kling had an internal error.*charged twice.*Get Many/),
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

	it('is no longer looked for after a stop', async () => {
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

describe.each(AMBIGUOUS)('on Kling’s own host, a create that ends with %s', (_what, reply) => {
	const isOwnHost = true;

	it('is looked up once, and sent again with the same id when there is no task', async () => {
		const { log, task } = await attemptCreate([reply, unknownTask(), created()], { isOwnHost });
		expect({ log, id: task?.id }).toEqual({
			log: ['POST', 'GET item-1', 'POST'],
			id: 'task-1',
		});
	});

	it('has worked when the next one is refused as a duplicate', async () => {
		const script = [reply, unknownTask(), duplicate(), created()];
		const { log, task, existed } = await attemptCreate(script, { isOwnHost });
		expect({ log, id: task?.id, existed }).toEqual({
			log: ['POST', 'GET item-1', 'POST', 'GET item-1'],
			id: 'task-1',
			existed: false,
		});
	});

	it('five times in a row is an error that says that Retry is safe', async () => {
		const script: Script = ({ method }) => (method === 'POST' ? reply : unknownTask());
		const { log, error } = await attemptCreate(script, { isOwnHost });
		expect(log.filter((request) => request === 'POST')).toHaveLength(5);
		expect(error).toMatchObject({
			message: 'It is not certain whether Kling started the video',
			advice: expect.stringMatching(/Retry.*nothing is paid for twice/),
			ambiguous: true,
		});
	});
});

describe('a gateway', () => {
	const lost = noAnswer('ETIMEDOUT');
	const second = () => success(taskData({ task_id: 'task-2' }));

	it('is relied on like Kling when it finds the last created task', async () => {
		const script = [created(), lost, unknownTask(), created(), second()];
		const { create, log } = creatingAt(script);
		await create('item-1');
		expect((await create('item-2')).task?.id).toBe('task-2');
		expect(log).toEqual(['POST', 'POST', 'GET item-2', 'GET item-1', 'POST']);
	});

	it('is relied on without another query when it has found a task by its external id', async () => {
		const script = [created(), lost, unknownTask(), second()];
		const { create, log } = creatingAt(script);
		await create('item-1', 'mayExist');
		expect((await create('item-2')).task?.id).toBe('task-2');
		expect(log).toEqual(['GET item-1', 'POST', 'GET item-2', 'POST']);
	});

	it.each([
		['does not know the task created last', unknownTask()],
		['shows another task in its place', success(taskData({ task_id: 'other' }))],
		['can’t be asked for it', htmlPage(404)],
	])('gets no second create when it %s', async (_how, answerForLatest) => {
		const script: Script = ({ method, url }) => {
			if (url.endsWith('item-1')) return answerForLatest;
			if (method === 'GET') return unknownTask();
			return posts.shift() as Reply;
		};
		const posts = [created(), lost];
		const { create, log } = creatingAt(script);
		await create('item-1');
		expect((await create('item-2')).error).toMatchObject({ ambiguous: true });
		expect(log.filter((request) => request === 'POST')).toHaveLength(2);
	});
});

describe('creates that fail together', () => {
	it('have an error each, with the external id of its own', async () => {
		const { create } = creatingAt(() => answer(429, ''));
		const ids = ['item-1', 'item-2', 'item-3', 'item-4'];
		const attempts = await Promise.all(ids.map(async (id) => await create(id)));
		expect(attempts.map(({ error }) => (error as KlingError).externalTaskId)).toEqual(ids);
	});
});
