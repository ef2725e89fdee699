import { describe, expect, it } from '@jest/globals';
import { queueFor, REQUEST_MS, timed } from '../../../support/kling/placeQueue.mts';
import { MIN, S } from '../../../support/kling/watching.mts';

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
