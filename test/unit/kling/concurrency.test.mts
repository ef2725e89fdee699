import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createLimiter, settleAll } from '../../../kling/concurrency';
import { VirtualClock } from '../../support/kling/virtualClock.mts';

/**
 * Work that takes the given times, and records the order of its events and how much ran at once.
 */
function timedWork(durations: number[], failing: number[] = []) {
	const clock = new VirtualClock();
	const started: number[] = [];
	let running = 0;
	const stats = { clock, started, widest: 0 };
	const work = async (index: number) => {
		started.push(index);
		stats.widest = Math.max(stats.widest, ++running);
		await clock.sleep(durations[index] ?? 0);
		running--;
		if (failing.includes(index)) throw new Error(`no ${index}`);
		return index * 10;
	};
	return { work, stats };
}

describe('settleAll', () => {
	it('gives the results in order, whichever is ready first', async () => {
		const { work } = timedWork([300, 100, 200]);
		expect(await settleAll(3, 3, work)).toEqual([{ value: 0 }, { value: 10 }, { value: 20 }]);
	});

	it('starts the work in order', async () => {
		const { work, stats } = timedWork([300, 100, 200, 100]);
		await settleAll(4, 2, work);
		expect(stats.started).toEqual([0, 1, 2, 3]);
	});

	it('does exactly as much at once as it may', async () => {
		const { work, stats } = timedWork(new Array<number>(10).fill(100));
		await settleAll(10, 3, work);
		expect(stats.widest).toBe(3);
	});

	it('starts the next piece as soon as one is done', async () => {
		const { work, stats } = timedWork([300, 100, 100, 100]);
		await settleAll(4, 2, work);
		expect(stats.clock.now()).toBe(300);
	});

	it('puts an error in its place and goes on', async () => {
		const { work } = timedWork([1, 1, 1], [1]);
		expect(await settleAll(3, 1, work)).toEqual([
			{ value: 0 },
			{ error: new Error('no 1') },
			{ value: 20 },
		]);
	});

	it('starts nothing after an error when it is to stop, but lets running work end', async () => {
		const { work } = timedWork([300, 100, 100, 100], [1]);
		expect(await settleAll(4, 2, work, true)).toEqual([
			{ value: 0 },
			{ error: new Error('no 1') },
			undefined,
			undefined,
		]);
	});

	it('does nothing for no items', async () => {
		expect(await settleAll(0, 5, timedWork([]).work)).toEqual([]);
	});

	it('survives work that throws before it returns a promise', async () => {
		const work = () => {
			throw new Error('at once');
		};
		expect(await settleAll(1, 1, work)).toEqual([{ error: new Error('at once') }]);
	});

	it('does each piece exactly once, for any number, width and duration', async () => {
		const durations = fc.array(fc.nat(50), { maxLength: 30 });
		await fc.assert(
			fc.asyncProperty(durations, fc.integer({ min: 1, max: 40 }), async (times, width) => {
				const { work, stats } = timedWork(times);
				const outcomes = await settleAll(times.length, width, work);
				expect(outcomes).toEqual(times.map((_, index) => ({ value: index * 10 })));
				expect(stats.started).toEqual(times.map((_, index) => index));
				expect(stats.widest).toBe(Math.min(width, times.length));
			}),
		);
	});
});

describe('createLimiter', () => {
	it('runs as many as it may, first come, first served', async () => {
		const { work, stats } = timedWork([300, 100, 100, 100]);
		const limit = createLimiter(2);
		await Promise.all([0, 1, 2, 3].map((index) => limit(() => work(index))));
		expect(stats).toMatchObject({ started: [0, 1, 2, 3], widest: 2 });
	});

	it('returns what the work returns', async () => {
		await expect(createLimiter(1)(() => Promise.resolve('mine'))).resolves.toBe('mine');
	});

	it('frees the place after an error', async () => {
		const limit = createLimiter(1);
		const failed = limit(() => Promise.reject(new Error('no')));
		const next = limit(() => Promise.resolve('next'));
		await expect(failed).rejects.toThrow('no');
		await expect(next).resolves.toBe('next');
	});

	it('never lets new work overtake waiting work', async () => {
		const arrivals = fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { maxLength: 30 });
		await fc.assert(
			fc.asyncProperty(arrivals, fc.integer({ min: 1, max: 5 }), async (visits, width) => {
				const { work, stats } = timedWork(visits.map(([, duration]) => duration));
				const limit = createLimiter(width);
				const visit = async ([arrival]: [number, number], index: number) => {
					await stats.clock.sleep(arrival);
					return await limit(() => work(index));
				};
				await Promise.all(visits.map(visit));
				expect(stats.widest).toBeLessThanOrEqual(width);
				expect(stats.started).toHaveLength(visits.length);
			}),
		);
	});
});
