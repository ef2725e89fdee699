import { describe, expect, it } from '@jest/globals';
import { attemptCreate } from '../../../support/kling/createAttempt.mts';
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
} from '../../../support/kling/fakeApi.mts';
import { VirtualClock } from '../../../support/kling/virtualClock.mts';

describe('a create that works', () => {
	it('is sent once', async () => {
		expect((await attemptCreate([created()])).log).toEqual(['POST']);
	});

	it('returns the task', async () => {
		expect((await attemptCreate([created()])).task).toMatchObject({
			id: 'task-1',
			status: 'submitted',
		});
	});

	it.each([
		['at once', [created()]],
		['but whose answer was lost', [noAnswer('ECONNRESET'), created()]],
		['when it is sent again', [noAnswer('ECONNRESET'), unknownTask(), created()]],
	])('%s has made a new task', async (_how, replies) => {
		const { existed } = await attemptCreate(replies, { isOwnHost: true });
		expect(existed).toBe(false);
	});

	it('returns the external id, which Kling seldom repeats', async () => {
		expect((await attemptCreate([created()])).task?.externalId).toBe('item-1');
	});

	it('keeps the external id that Kling names', async () => {
		const reply = success(taskData({ task_info: { external_task_id: 'as-kling-says' } }));
		expect((await attemptCreate([reply])).task?.externalId).toBe('as-kling-says');
	});
});

describe('a create that certainly had no effect', () => {
	it.each([
		['a full quota', refusal(429, 1303)],
		['too many requests', refusal(429, 1302)],
		['a rate limit of a gateway', answer(429, '')],
		['an unknown host', noAnswer('ENOTFOUND')],
		['a refused connection', noAnswer('ECONNREFUSED')],
	])('because of %s is sent again', async (_what, reply) => {
		const { log, task } = await attemptCreate([reply, reply, created()]);
		expect({ log, id: task?.id }).toEqual({ log: ['POST', 'POST', 'POST'], id: 'task-1' });
	});

	it('is looked up after the first try that may have worked', async () => {
		const { log } = await attemptCreate([refusal(429, 1303), noAnswer('ECONNRESET'), created()]);
		expect(log).toEqual(['POST', 'POST', 'GET item-1']);
	});

	it('that is refused until the time limit is an error with the external id', async () => {
		const { error } = await attemptCreate(() => refusal(429, 1303), { timeLimitMs: 25_000 });
		expect(error).toMatchObject({ code: 1303, externalTaskId: 'item-1', ambiguous: false });
	});

	it('because the host is unreachable is an error after the fifth time', async () => {
		const { error, log } = await attemptCreate(() => noAnswer('ENOTFOUND'));
		expect(error).toMatchObject({ kind: 'network', externalTaskId: 'item-1', ambiguous: false });
		expect(log).toEqual(Array(5).fill('POST'));
	});

	it.each([
		['a wrong parameter', refusal(400, 1201, 'imageUrl: must not be blank')],
		['arrears', refusal(429, 1101)],
		['a used-up resource pack', refusal(429, 1102)],
		['an IP address that is not allowed', refusal(429, 1304)],
		['a wrong key', refusal(401, 1002)],
		['a safety rule', refusal(400, 1301)],
		['a web server’s 404 page', htmlPage(404)],
	])('because of %s is an error at once', async (_what, reply) => {
		const { log, error } = await attemptCreate([reply]);
		expect(log).toEqual(['POST']);
		expect(error).toMatchObject({ externalTaskId: 'item-1' });
	});
});

describe('when nothing more may be created', () => {
	const stopped = new Error('another item has failed');

	it('nothing is sent', async () => {
		const { log, error } = await attemptCreate([], { signal: AbortSignal.abort(stopped) });
		expect({ log, error }).toEqual({ log: [], error: stopped });
	});

	it('a refused create is not sent again', async () => {
		const clock = new VirtualClock();
		const stop = new AbortController();
		clock.at(500, () => stop.abort(stopped));
		const { log, error } = await attemptCreate([refusal(429, 1303)], {
			clock,
			signal: stop.signal,
		});
		expect({ log, error }).toEqual({ log: ['POST'], error: stopped });
	});

	it('a task that may exist is still looked for', async () => {
		const clock = new VirtualClock();
		const stop = new AbortController();
		clock.at(100, () => stop.abort(stopped));
		const { log, task } = await attemptCreate([noAnswer('ETIMEDOUT'), created()], {
			clock,
			signal: stop.signal,
		});
		expect({ log, id: task?.id }).toEqual({ log: ['POST', 'GET item-1'], id: 'task-1' });
	});
});

describe('a create that Kling refuses as a duplicate', () => {
	it.each([
		'external_task_id already exists',
		'externalTaskId: duplicated',
		'The external task ID must be unique',
	])('returns the task that exists: %s', async (message) => {
		const { log, task, existed } = await attemptCreate([refusal(400, 1201, message), created()]);
		expect({ log, id: task?.id, existed }).toEqual({
			log: ['POST', 'GET item-1'],
			id: 'task-1',
			existed: true,
		});
	});

	it.each([
		['knows no such task', unknownTask()],
		['does not offer it', htmlPage(404)],
		['refuses it', answer(405, '')],
	])('is an error that mentions that task when the host %s', async (_how, reply) => {
		const { log, error } = await attemptCreate([duplicate(), reply]);
		expect(log).toEqual(['POST', 'GET item-1']);
		expect(error).toMatchObject({
			message: expect.stringMatching(/external_task_id already exists$/),
			advice: expect.stringMatching(/may exist already.*Get Many/),
			code: 1201,
			requestId: 'req-1',
			externalTaskId: 'item-1',
		});
	});
});

describe('a create with the user’s own external id', () => {
	const options = { beforehand: 'mayExist' } as const;

	it('finds the task that has it, and sends nothing', async () => {
		const { log, task } = await attemptCreate([created()], options);
		expect({ log, id: task?.id }).toEqual({ log: ['GET item-1'], id: 'task-1' });
	});

	it.each([
		['knows no such task', unknownTask()],
		['does not offer the query', htmlPage(404)],
		['has a 404 for it', answer(404, { message: 'no route' })],
	])('creates the task when the host %s', async (_how, reply) => {
		const { log } = await attemptCreate([reply, created()], options);
		expect(log).toEqual(['GET item-1', 'POST']);
	});

	it('asks again when the query fails, before sending anything', async () => {
		const { log } = await attemptCreate([htmlPage(502), unknownTask(), created()], options);
		expect(log).toEqual(['GET item-1', 'GET item-1', 'POST']);
	});

	it('sends nothing while it is not known whether the task exists', async () => {
		const { log, error } = await attemptCreate(() => htmlPage(502), options);
		expect(log).toEqual(Array(5).fill('GET item-1'));
		expect(error).toMatchObject({ httpStatus: 502, externalTaskId: 'item-1', taskId: undefined });
	});
});
