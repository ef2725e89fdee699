import { describe, expect, it } from '@jest/globals';
import {
	answer,
	finishedTask,
	htmlPage,
	noAnswer,
	refusal,
	success,
	taskData,
	unknownTask,
	type Reply,
} from '../../../support/kling/fakeApi.mts';
import { VirtualClock } from '../../../support/kling/virtualClock.mts';
import { account, MIN, S, watch } from '../../../support/kling/watching.mts';

const TRANSIENT: Array<[string, Reply]> = [
	['a reset', noAnswer('ECONNRESET')],
	['a time-out', noAnswer('ETIMEDOUT')],
	['an unknown host', noAnswer('ENOTFOUND')],
	['a page of a proxy', htmlPage(502)],
	['a page on HTTP 200', htmlPage(200)],
	['an empty answer', answer(200, '')],
	['an empty error', answer(503, '')],
	['an internal error', refusal(500, 5000)],
	['maintenance', refusal(503, 5001)],
	['an internal time-out', refusal(504, 5002)],
	['too many requests', refusal(429, 1302)],
	['an answer of another service', answer(200, { hello: 'world' })],
];

/** Fails with these replies in turn, then returns a finished task. */
const failing = (replies: Reply[]) => {
	const rest = [...replies];
	return () => rest.shift() ?? success(finishedTask());
};

describe('a wait survives 20 failed polls in a row, and returns the video', () => {
	it.each(TRANSIENT)('of %s', async (_what, reply) => {
		const { wait, log } = watch(failing(Array<Reply>(20).fill(reply)));
		expect(await wait('task-1')).toMatchObject({
			timedOut: false,
			task: { videos: [{ url: 'https://cdn.example.com/video.mp4' }] },
		});
		expect(log).toHaveLength(21);
	});

	it('of all sorts, mixed', async () => {
		const mixed = [...TRANSIENT, ...TRANSIENT].slice(0, 20).map(([, reply]) => reply);
		expect(await watch(failing(mixed)).wait('task-1')).toMatchObject({ timedOut: false });
	});

	it('of many tasks at once', async () => {
		const { wait } = watch(failing(Array<Reply>(60).fill(htmlPage(502))));
		const results = await Promise.all(['task-1', 'task-1', 'task-1'].map((id) => wait(id)));
		expect(results).toMatchObject(Array(3).fill({ timedOut: false }));
	});
});

describe('after failed polls', () => {
	const reset = noAnswer('ECONNRESET');

	it('the pauses grow to four times the interval', async () => {
		const { wait, log } = watch(failing([reset, reset, reset, reset, reset]));
		await wait('task-1');
		expect(log.map((entry) => entry.split(' ')[0])).toEqual([
			'10s',
			'20s',
			'40s',
			'80s',
			'120s',
			'160s',
		]);
	});

	it('the pauses have jitter', async () => {
		const { wait } = watch(failing([reset]), { clock: new VirtualClock(0, 1) });
		expect(await wait('task-1')).toMatchObject({ at: '22.5s' });
	});

	it('the pauses are back to the interval as soon as a poll works', async () => {
		const processing = success(taskData({ task_status: 'processing' }));
		const { wait, log } = watch(failing([reset, reset, processing, processing, reset]));
		await wait('task-1');
		expect(log.map((entry) => entry.split(' ')[0])).toEqual([
			'10s',
			'20s',
			'40s',
			'50s',
			'60s',
			'70s',
		]);
	});

	it('the pause is as long as the server asks for', async () => {
		const { wait } = watch(failing([answer(429, { code: 1302 }, { 'retry-after': '90' })]));
		expect(await wait('task-1')).toMatchObject({ at: '100s' });
	});

	it('the pause that the server asks for is kept for all tasks of the account', async () => {
		const clock = new VirtualClock();
		const { get } = account(clock, { a: 30 * S, b: 30 * S });
		const patience = answer(429, { code: 1302 }, { 'retry-after': '90' });
		const { wait, log } = watch(
			(request) => (clock.now() < 20 * S && request.url.endsWith('b') ? patience : get(request)),
			{ clock },
		);
		expect(await Promise.all([wait('a'), wait('b')])).toMatchObject([
			{ at: '100s', timedOut: false },
			{ at: '100s', timedOut: false },
		]);
		expect(log.map((entry) => entry.split(' ')[0])).toEqual(['10s', '10s', '100s', '100s']);
	});

	it('the time limit still ends the wait', async () => {
		const { wait, log } = watch(() => reset);
		expect(await wait('task-1', 25 * S)).toMatchObject({
			at: '25s',
			timedOut: true,
			task: null,
			error: { kind: 'network', taskId: 'task-1' },
		});
		expect(log.at(-1)).toBe('24s GET task-1');
	});
});

describe('an error that will not pass', () => {
	it.each([
		['an unknown id', unknownTask(), { kind: 'notFound', taskId: 'a' }],
		[
			'an unknown id of a gateway',
			answer(404, { message: 'task_not_exist' }),
			{ kind: 'notFound' },
		],
		['a wrong key', refusal(401, 1002), { code: 1002 }],
		['a missing permission', refusal(403, 1103), { code: 1103 }],
		['a forbidden IP address', refusal(429, 1304), { code: 1304 }],
	])('ends the wait at once: %s', async (_what, reply, error) => {
		const { wait, log } = watch(() => reply);
		expect(await wait('a')).toMatchObject({ at: '10s', error });
		expect(log).toEqual(['10s GET a']);
	});

	it('is also a token that is refused twice', async () => {
		const { wait, log } = watch(() => refusal(401, 1004));
		expect(await wait('a')).toMatchObject({ error: { code: 1004 } });
		expect(log).toEqual(['10s GET a', '10s GET a']);
	});

	it('ends the waits for this task only', async () => {
		const clock = new VirtualClock();
		const { wait } = watch(account(clock, { a: 25 * S }).get, { clock });
		const results = await Promise.all([wait('a'), wait('unknown'), wait('unknown')]);
		expect(results).toMatchObject([
			{ at: '30s', timedOut: false },
			{ error: { kind: 'notFound' } },
			{ error: { kind: 'notFound' } },
		]);
	});

	it('is followed by no further query', async () => {
		const { wait, log, clock } = watch(() => unknownTask());
		await wait('a');
		await clock.sleep(60 * MIN);
		expect(log).toEqual(['10s GET a']);
	});
});
