import { describe, expect, it } from '@jest/globals';
import { noAnswer, success, taskData, type Reply } from '../../../support/kling/fakeApi.mts';
import { SimulatedAccount } from '../../../support/kling/simulatedAccount.mts';
import { VirtualClock } from '../../../support/kling/virtualClock.mts';
import { account, MIN, S, watch } from '../../../support/kling/watching.mts';

/** One task `a`, which ends at this time. */
function watchOne(end: number, options: { askAtOnce?: boolean } = {}) {
	const clock = new VirtualClock();
	return watch(account(clock, { a: end }).get, { clock, ...options });
}

describe('a wait', () => {
	it('for a task that was just created asks after each interval', async () => {
		const { wait, log } = watchOne(25 * S);
		await wait('a');
		expect(log).toEqual(['10s GET a', '20s GET a', '30s GET a']);
	});

	it('for a task that may have ended asks at once', async () => {
		const { wait, log } = watchOne(15 * S, { askAtOnce: true });
		await wait('a');
		expect(log).toEqual(['0s GET a', '10s GET a', '20s GET a']);
	});

	it('returns the finished task', async () => {
		const result = await watchOne(5 * S).wait('a');
		expect(result).toMatchObject({ timedOut: false, task: { id: 'a', status: 'succeed' } });
	});

	it('returns a failed task, too: it has ended', async () => {
		const failed = success(taskData({ task_status: 'failed', task_status_msg: 'why' }));
		expect(await watch(() => failed).wait('a')).toMatchObject({
			at: '10s',
			timedOut: false,
			task: { status: 'failed', statusMessage: 'why' },
		});
	});

	it('goes on while the status is an unknown word', async () => {
		const words = ['submitted', 'queued', 'processing', 'succeed'];
		const { wait } = watch(() => success(taskData({ task_status: words.shift() })));
		expect(await wait('a')).toMatchObject({ at: '40s', timedOut: false });
	});

	it('may last hours', async () => {
		const result = await watchOne(5 * 60 * MIN).wait('a', 6 * 60 * MIN);
		expect(result).toMatchObject({ at: '18000s', timedOut: false });
	}, 30_000);

	it('sends no query when all tasks have ended', async () => {
		const { wait, log, clock } = watchOne(5 * S);
		await wait('a');
		await clock.sleep(60 * MIN);
		expect(log).toEqual(['10s GET a']);
	});

	it('leaves no pause behind when all tasks have ended', async () => {
		const { wait, clock } = watchOne(5 * S);
		await wait('a');
		await clock.sleep(1 * S);
		expect(clock.pending).toEqual([]);
	});

	it('can begin again after all others have ended', async () => {
		const { wait, log } = watchOne(5 * S);
		await wait('a');
		await wait('a');
		expect(log).toEqual(['10s GET a', '20s GET a']);
	});
});

describe('the times of earlier videos', () => {
	const START = Date.UTC(2026, 0);

	/** An account that has made one video, which took this time. */
	async function watchAfterOne(jobMs: number) {
		const clock = new VirtualClock(START);
		const simulated = new SimulatedAccount(clock, 5, jobMs);
		const { wait, log } = watch(simulated.answer, { clock });
		simulated.create({ external_task_id: 'item-0' });
		await wait('task-0');
		simulated.create({ external_task_id: 'item-1' });
		const before = log.length;
		const start = clock.now();
		await wait('task-1');
		return { queries: log.length - before, duration: clock.now() - start };
	}

	it('save queries for a video that can’t be ready yet', async () => {
		expect(await watchAfterOne(80 * S)).toEqual({ queries: 1, duration: expect.any(Number) });
	});

	it('delay no video, which is asked for when it has probably just ended', async () => {
		expect((await watchAfterOne(80 * S)).duration).toBeLessThan(82 * S);
	});

	it('never leave a video unchecked for more than a minute and a half, because it may fail early', async () => {
		const { queries } = await watchAfterOne(10 * MIN);
		expect(queries).toBeGreaterThanOrEqual(7);
		expect(queries).toBeLessThanOrEqual(8);
	});
});

describe('several waits', () => {
	it('are answered by the same rounds, each as soon as its task has ended', async () => {
		const clock = new VirtualClock();
		const { wait, log } = watch(account(clock, { a: 15 * S, b: 5 * S }).get, { clock });
		const results = await Promise.all([wait('a'), wait('b')]);
		expect(results).toMatchObject([
			{ at: '20s', task: { id: 'a' } },
			{ at: '10s', task: { id: 'b' } },
		]);
		expect(log).toEqual(['10s GET b', '10s GET a', '20s GET a']);
	});

	it('for tasks that may have ended are answered by the same round, at once', async () => {
		const clock = new VirtualClock();
		const ends = { a: 0, b: 0, c: 0 };
		const { wait, log } = watch(account(clock, ends).list, { clock, askAtOnce: true });
		await Promise.all(['a', 'b', 'c'].map((id) => wait(id)));
		expect(log).toEqual(['0s LIST 1 30']);
	});

	it('with longer intervals join every round that comes within half of their interval', async () => {
		const { clock, watcher, client, log } = watch(() =>
			success(taskData({ task_status: 'processing' })),
		);
		const waitEvery = async (id: string, intervalMs: number) => {
			const limits = { intervalMs, timeLimitMs: 5 * MIN, createdAt: clock.monotonic() };
			await watcher.wait(id, { client, clock, ...limits });
		};
		await Promise.all([waitEvery('often', 10 * S), waitEvery('seldom', 60 * S)]);
		const asked = log.filter((entry) => entry.endsWith('GET seldom'));
		expect(asked.slice(0, 2)).toEqual(['30s GET seldom', '60s GET seldom']);
	});

	it('for the same task share one query', async () => {
		const { wait, log } = watchOne(5 * S);
		const results = await Promise.all([wait('a'), wait('a')]);
		expect(results).toMatchObject([{ timedOut: false }, { timedOut: false }]);
		expect(log).toEqual(['10s GET a']);
	});

	it('that come later join the rounds', async () => {
		const clock = new VirtualClock();
		const { wait, log } = watch(account(clock, { a: 25 * S, b: 25 * S }).get, { clock });
		const first = wait('a');
		await clock.sleep(12 * S);
		await Promise.all([first, wait('b')]);
		expect(log).toEqual(['10s GET a', '20s GET b', '20s GET a', '30s GET b', '30s GET a']);
	});

	it('ask for five tasks at once, and no more', async () => {
		const clock = new VirtualClock();
		const ids = Array.from({ length: 12 }, (_, i) => `t${i}`);
		const { get } = account(clock, Object.fromEntries(ids.map((id) => [id, 0])));
		let running = 0;
		let widest = 0;
		const script = async (request: Parameters<typeof get>[0]): Promise<Reply> => {
			if (request.url.includes('?')) return noAnswer('ENOTFOUND');
			widest = Math.max(widest, ++running);
			await clock.sleep(1 * S);
			running--;
			return get(request);
		};
		const { wait } = watch(script, { clock });
		await Promise.all(ids.map((id) => wait(id)));
		expect(widest).toBe(5);
	});
});

describe('the time limit', () => {
	it('ends a wait with what was known last', async () => {
		expect(await watchOne(Infinity).wait('a', 25 * S)).toEqual({
			at: '25s',
			timedOut: true,
			task: expect.objectContaining({ id: 'a', status: 'processing' }),
			error: null,
		});
	});

	it('is preceded by a last query, early enough for its result to count', async () => {
		const { wait, log } = watchOne(Infinity);
		await wait('a', 25 * S);
		expect(log).toEqual(['10s GET a', '20s GET a', '24s GET a']);
	});

	it('does not spoil a task that ends just in time', async () => {
		expect(await watchOne(24 * S).wait('a', 25 * S)).toMatchObject({ at: '24s', timedOut: false });
	});

	it('may be shorter than the interval', async () => {
		expect(await watchOne(Infinity).wait('a', 3 * S)).toMatchObject({ at: '3s', timedOut: true });
	});

	it('is each wait’s own', async () => {
		const clock = new VirtualClock();
		const { wait } = watch(account(clock, { a: Infinity, b: Infinity }).get, { clock });
		const results = await Promise.all([wait('a', 35 * S), wait('b', 15 * S)]);
		expect(results).toMatchObject([
			{ at: '35s', timedOut: true },
			{ at: '15s', timedOut: true },
		]);
	});

	it('says why the last query failed', async () => {
		const replies = [success(taskData()), noAnswer('ECONNRESET')];
		const { wait } = watch(() => replies.shift() ?? noAnswer('ETIMEDOUT'));
		expect(await wait('a', 25 * S)).toMatchObject({
			timedOut: true,
			task: { id: 'task-1' },
			error: { message: expect.stringMatching(/took too long/) },
		});
	});

	it('mentions no failure when the last query worked again', async () => {
		const replies = [noAnswer('ECONNRESET')];
		const { wait } = watch(() => replies.shift() ?? success(taskData()));
		expect(await wait('a', 35 * S)).toMatchObject({ timedOut: true, error: null });
	});
});
