import { describe, expect, it } from '@jest/globals';
import { KlingError } from '../../../../kling/errors';
import { PlaceQueue, type QueueOptions } from '../../../../kling/tasks/placeQueue';
import { RateLimit } from '../../../../kling/tasks/rateLimit';
import { VirtualClock } from '../../../support/kling/virtualClock.mts';
import { MIN, S } from '../../../support/kling/watching.mts';

const REQUEST_MS = 200;
const JOB_MS = 60 * S;

const full = (code = 1303) =>
	new KlingError('full', { kind: 'refused', advice: '', httpStatus: 429, code });
const bare429 = () => new KlingError('slow down', { kind: 'refused', advice: '', httpStatus: 429 });

/** An account with some places, and a queue for them that learns of the end of its own tasks. */
function queueFor(quota: number) {
	const clock = new VirtualClock();
	const queue = new PlaceQueue(clock, new RateLimit(clock), () => {});
	const account = { quota, running: 0, widest: 0, refusals: 0, started: [] as string[] };
	const attempt = async (name: string) => {
		await clock.sleep(REQUEST_MS);
		if (account.running >= account.quota) {
			account.refusals++;
			throw full();
		}
		account.widest = Math.max(account.widest, ++account.running);
		account.started.push(name);
		clock.at(clock.now() + JOB_MS, () => {
			account.running--;
			queue.release();
		});
		return name;
	};
	const submit = async (name: string, options: Partial<QueueOptions> = {}) => {
		const { signal } = new AbortController();
		const all = { group: 'one', clock, timeLimitMs: 24 * 60 * MIN, signal, ...options };
		return await queue.submit(async () => await attempt(name), all);
	};
	return { clock, queue, account, submit };
}

/** Records when and with what it has ended. */
async function timed(clock: VirtualClock, work: Promise<unknown>) {
	const result = await work.catch((error: unknown) => error);
	return { at: clock.now(), result };
}

describe('two hundred videos of two executions on an account with five places', () => {
	async function runBatch() {
		const { clock, account, submit } = queueFor(5);
		const names = (group: string) => Array.from({ length: 100 }, (_, index) => `${group}${index}`);
		const groups = ['a', 'b'].flatMap((group) => names(group).map((name) => ({ name, group })));
		await Promise.all(groups.map(({ name, group }) => submit(name, { group })));
		return { account, lastStart: clock.now() };
	}

	it('never have more than five places', async () => {
		expect((await runBatch()).account.widest).toBe(5);
	});

	it('keep the account full: a place is free for no longer than a request takes', async () => {
		const { account, lastStart } = await runBatch();
		expect(account.started).toHaveLength(200);
		// Forty rounds of five, the last of which only starts.
		expect(lastStart).toBeLessThanOrEqual(39 * (JOB_MS + REQUEST_MS) + 10 * REQUEST_MS);
	});

	it('are created in turns while both executions wait', async () => {
		const { account } = await runBatch();
		const groups = account.started.slice(5, -5).map((name) => name.charAt(0));
		const repeated = groups.filter((group, index) => group === groups[index - 1]);
		expect(repeated).toEqual([]);
	});

	it('are created in the order in which they came, within an execution', async () => {
		const { account } = await runBatch();
		for (const group of ['a', 'b']) {
			const numbers = account.started
				.filter((name) => name.startsWith(group))
				.map((name) => Number(name.slice(1)));
			expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
		}
	});

	it('are refused little more often than the probe asks: once a minute, and a few times at the start', async () => {
		const { account, lastStart } = await runBatch();
		expect(account.refusals).toBeLessThanOrEqual(lastStart / MIN + 10);
	});
});

describe('a single video', () => {
	it('does not wait behind a batch of another execution', async () => {
		const { clock, account, submit } = queueFor(5);
		const batch = Array.from({ length: 50 }, (_, index) => submit(`a${index}`, { group: 'a' }));
		await clock.sleep(30 * S);
		await submit('b', { group: 'b' });
		expect(account.started.indexOf('b')).toBeLessThanOrEqual(6);
		await Promise.all(batch);
	});
});

describe('a place that others free', () => {
	/** Others occupy all places until this time. */
	function occupiedUntil(time: number) {
		const { clock, account, submit } = queueFor(0);
		clock.at(time, () => (account.quota = 2));
		return { clock, account, submit };
	}

	it('is found by a probe, whose pauses grow to a minute', async () => {
		const { clock, submit } = occupiedUntil(200 * S);
		const { at } = await timed(clock, submit('a'));
		// The probes come after 10, 20, 40, 60, 60 and 60 seconds.
		expect(at).toBeGreaterThanOrEqual(250 * S);
		expect(at).toBeLessThanOrEqual(252 * S);
	});

	it('is followed by others: the probe goes on until the next refusal', async () => {
		const { clock, account, submit } = occupiedUntil(5 * S);
		const names = ['a', 'b', 'c'];
		const ends = names.map((name) => timed(clock, submit(name)));
		const starts = (await Promise.all(ends)).map(({ at }) => Math.round(at / S));
		expect(starts.slice(0, 2)).toEqual([10, 11]);
		expect(account.widest).toBe(2);
	});

	it('costs few requests while no place is free', async () => {
		const { account, submit } = occupiedUntil(60 * MIN);
		await Promise.all(Array.from({ length: 20 }, (_, index) => submit(`a${index}`)));
		// One probe per minute, four at the start, and the attempts that follow when there are places.
		expect(account.refusals).toBeLessThanOrEqual(4 + 62 + 20);
	});
});

describe('the time limit of the queue', () => {
	it('ends the wait with what to do', async () => {
		const { clock, submit } = queueFor(0);
		const { at, result } = await timed(clock, submit('a', { timeLimitMs: 90 * S }));
		expect(at).toBe(90 * S);
		expect(result).toMatchObject({
			message: 'The account had no free place for this video within 1.5 minutes',
			advice: expect.stringMatching(/Nothing was created or charged.*Queue Time Limit/),
			code: 1303,
			ambiguous: false,
		});
	});

	it('lets a running attempt end', async () => {
		const { clock, submit } = queueFor(1);
		const { result } = await timed(clock, submit('a', { timeLimitMs: REQUEST_MS / 2 }));
		expect(result).toBe('a');
	});

	it('ends an attempt that is refused after it', async () => {
		const { clock, submit } = queueFor(0);
		const { at, result } = await timed(clock, submit('a', { timeLimitMs: REQUEST_MS / 2 }));
		expect({ at, result }).toEqual({
			at: REQUEST_MS,
			result: expect.objectContaining({ code: 1303 }),
		});
	});
});

describe('a signal', () => {
	const reason = new Error('stopped');

	it('ends only the attempts that wait for a place, at once', async () => {
		const { clock, submit, account } = queueFor(1);
		const stop = new AbortController();
		await submit('first');
		clock.at(5 * S, () => stop.abort(reason));
		const stopped = ['a', 'b'].map((name) => timed(clock, submit(name, { signal: stop.signal })));
		const other = submit('c', { group: 'two' });
		expect(await Promise.all(stopped)).toEqual(Array(2).fill({ at: 5 * S, result: reason }));
		expect(await other).toBe('c');
		expect(account.started).toEqual(['first', 'c']);
	});

	it('lets a running attempt return its task', async () => {
		const { clock, submit } = queueFor(1);
		const stop = new AbortController();
		clock.at(REQUEST_MS / 2, () => stop.abort(reason));
		expect(await submit('a', { signal: stop.signal })).toBe('a');
	});

	it('ends a running attempt if it is refused', async () => {
		const { clock, submit, account } = queueFor(0);
		const stop = new AbortController();
		clock.at(REQUEST_MS / 2, () => stop.abort(reason));
		await expect(submit('a', { signal: stop.signal })).rejects.toBe(reason);
		await clock.sleep(10 * MIN);
		expect(account.refusals).toBe(1);
	});

	it('leaves the others in the queue to the probe when running attempts are refused', async () => {
		const { clock, submit, account } = queueFor(0);
		const stop = new AbortController();
		clock.at(REQUEST_MS / 2, () => stop.abort(reason));
		clock.at(5 * S, () => (account.quota = 1));
		const names = ['a', 'b', 'c', 'd'];
		const stopped = names.map((name) => timed(clock, submit(name, { signal: stop.signal })));
		const other = timed(clock, submit('e', { group: 'two' }));
		expect((await Promise.all(stopped)).map(({ result }) => result)).toEqual(Array(4).fill(reason));
		expect(await other).toEqual({ at: expect.closeTo(10 * S, -3), result: 'e' });
	});

	it('lets no attempt begin when it is already aborted', async () => {
		const { submit, account } = queueFor(5);
		await expect(submit('a', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
		expect(account.started).toEqual([]);
	});
});

/** A queue whose attempts end as given. */
async function runAttempts(work: () => Promise<unknown>, timeLimitMs = 24 * 60 * MIN) {
	const clock = new VirtualClock();
	const queue = new PlaceQueue(clock, new RateLimit(clock), () => {});
	const { signal } = new AbortController();
	const submitted = queue.submit(work, { group: 'one', clock, timeLimitMs, signal });
	return { queue, ...(await timed(clock, submitted)) };
}

describe('a refusal', () => {
	it.each([
		['a full account (1303)', full(1303)],
		['too many requests (1302)', full(1302)],
		['a 429 without a reason', bare429()],
	])('because of %s leads to the queue', async (_what, refusal) => {
		const refusals = [refusal, refusal];
		const { result } = await runAttempts(async () => {
			await Promise.resolve();
			const next = refusals.shift();
			if (next) throw next;
			return 'made';
		});
		expect(result).toBe('made');
	});

	it.each([
		['arrears', full(1101)],
		['a used-up resource pack', full(1102)],
		['an IP address that is not allowed', full(1304)],
		['an error of others', new Error('disk full')],
	])('for another reason is an error at once: %s', async (_what, refusal) => {
		const { at, result } = await runAttempts(() => Promise.reject(refusal));
		expect({ at, result }).toEqual({ at: 0, result: refusal });
	});

	it('without a reason, forever, is an error after about 18 minutes', async () => {
		const { at, result } = await runAttempts(() => Promise.reject(bare429()));
		expect(result).toMatchObject({ httpStatus: 429, message: 'slow down' });
		expect(at / MIN).toBeGreaterThan(17);
		expect(at / MIN).toBeLessThan(19);
	});

	it('without a reason waits for hours while our own videos end now and then', async () => {
		const clock = new VirtualClock();
		const queue = new PlaceQueue(clock, new RateLimit(clock), () => {});
		const { signal } = new AbortController();
		for (let time = 10 * MIN; time < 180 * MIN; time += 10 * MIN) {
			clock.at(time, () => queue.release());
		}
		const work = async () => {
			await Promise.resolve();
			if (clock.now() < 180 * MIN) throw bare429();
			return 'made';
		};
		const options = { group: 'one', clock, timeLimitMs: 24 * 60 * MIN, signal };
		expect(await queue.submit(work, options)).toBe('made');
	});

	it('for another reason leaves the place to the next in the queue', async () => {
		const { clock, queue, account, submit } = queueFor(1);
		await submit('first');
		const { signal } = new AbortController();
		const options = { group: 'one', clock, timeLimitMs: 24 * 60 * MIN, signal };
		const fail = () => Promise.reject(clock.now() < JOB_MS ? full() : new Error('no'));
		const failing = timed(clock, queue.submit(fail, options));
		const next = timed(clock, submit('next'));
		expect((await failing).result).toEqual(new Error('no'));
		expect((await next).at).toBeLessThanOrEqual(account.quota * (JOB_MS + 3 * REQUEST_MS));
	});
});

describe('a host that asks for patience (429 with Retry-After)', () => {
	/** Refuses the first attempt for this reason. */
	function impatient(code: number) {
		const { clock, queue, submit } = queueFor(5);
		const refusal = new KlingError('slow down', {
			kind: 'refused',
			advice: '',
			httpStatus: 429,
			code,
			retryAfterMs: 100 * S,
		});
		const times: number[] = [];
		const attempt = async () => {
			times.push(clock.now());
			await clock.sleep(REQUEST_MS);
			if (times.length === 1) throw refusal;
		};
		const { signal } = new AbortController();
		const options = { clock, timeLimitMs: 24 * 60 * MIN, signal };
		const attemptFor = async (group: string) => await queue.submit(attempt, { ...options, group });
		return { clock, queue, submit, attemptFor, times };
	}

	it.each([1302, 1303])(
		'gets no further attempt before its time: not from the probe (%i)',
		async (code) => {
			const { attemptFor, times } = impatient(code);
			await attemptFor('one');
			expect(times).toEqual([0, REQUEST_MS + 100 * S]);
		},
	);

	it('gets none for other videos either, nor when a place is free', async () => {
		const { clock, queue, attemptFor, times } = impatient(1302);
		const first = attemptFor('one');
		clock.at(5 * S, () => queue.release());
		await clock.sleep(S);
		await Promise.all([first, attemptFor('two'), attemptFor('three')]);
		expect(times.slice(1).every((time) => time >= 100 * S)).toBe(true);
		expect(times).toHaveLength(4);
	});

	it('gets the attempts that were submitted meanwhile, even if nobody was refused a place', async () => {
		const clock = new VirtualClock();
		const rateLimit = new RateLimit(clock);
		const queue = new PlaceQueue(clock, rateLimit, () => {});
		const details = { kind: 'refused', advice: '', httpStatus: 429, retryAfterMs: 30 * S } as const;
		// A query has met it.
		rateLimit.heed(new KlingError('slow down', details));
		const { signal } = new AbortController();
		const options = { group: 'one', clock, timeLimitMs: 24 * 60 * MIN, signal };
		const attempt = async () => await Promise.resolve(clock.now());
		expect(await queue.submit(attempt, options)).toBe(30 * S);
	});
});

describe('an empty queue', () => {
	it('leaves no probe behind', async () => {
		const { clock, submit } = queueFor(1);
		await Promise.all([submit('a'), submit('b')]);
		await clock.sleep(10 * MIN);
		expect(clock.pending).toEqual([]);
	});

	it('no longer considers the account full', async () => {
		const { clock, submit } = queueFor(1);
		await Promise.all([submit('a'), submit('b')]);
		await clock.sleep(10 * MIN);
		const start = clock.now();
		await submit('c');
		expect(clock.now() - start).toBe(REQUEST_MS);
	});
});
