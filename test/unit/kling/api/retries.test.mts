import { describe, expect, it } from '@jest/globals';
import { KlingError } from '../../../../kling/errors';
import { backOff, withRetries } from '../../../../kling/api/retries';
import { VirtualClock } from '../../../support/kling/virtualClock.mts';

const transient = (retryAfterMs?: number) =>
	new KlingError('busy', { kind: 'refused', advice: '', retry: 'later', retryAfterMs });
const slow = () => new KlingError('slow', { kind: 'network', advice: '', retry: 'onceMore' });
const final = () => new KlingError('wrong', { kind: 'refused', advice: '', retry: 'never' });

/** A request that fails with these errors in turn, then works. */
function failing(...errors: Error[]) {
	const request = async () => {
		request.calls++;
		const error = errors.shift();
		if (error) throw error;
		return await Promise.resolve('done');
	};
	request.calls = 0;
	return request;
}

describe('backOff', () => {
	it('doubles from one second to half a minute', () => {
		const delays = [1, 2, 3, 4, 5, 6, 7, 100, 5000].map((failures) =>
			backOff(failures, transient(), new VirtualClock()),
		);
		expect(delays).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000]);
	});

	it('adds up to a quarter of jitter', () => {
		expect(backOff(1, transient(), new VirtualClock(0, 1))).toBe(1250);
	});

	it('is spread evenly between', () => {
		expect(backOff(1, transient(), new VirtualClock(0, 0.5))).toBe(1125);
	});

	it('keeps within other bounds that it is given', () => {
		const bounds = { first: 10_000, most: 40_000 };
		const delays = [1, 2, 3, 4].map((failures) =>
			backOff(failures, transient(), new VirtualClock(), bounds),
		);
		expect(delays).toEqual([10_000, 20_000, 40_000, 40_000]);
	});

	it('is never less than the server asks for', () => {
		expect(backOff(1, transient(90_000), new VirtualClock())).toBe(90_000);
	});

	it('may be more than the server asks for', () => {
		expect(backOff(4, transient(2000), new VirtualClock())).toBe(8000);
	});

	it('is never more than five minutes, whatever the server asks for', () => {
		expect(backOff(1, transient(86_400_000), new VirtualClock())).toBe(300_000);
	});
});

describe('withRetries', () => {
	it('returns the result of the first try without a pause', async () => {
		const clock = new VirtualClock();
		await expect(withRetries(clock, failing())).resolves.toBe('done');
		expect(clock.sleeps).toEqual([]);
	});

	it('tries again after errors that may pass, with growing pauses', async () => {
		const clock = new VirtualClock();
		await withRetries(clock, failing(transient(), transient(), transient(), transient()));
		expect(clock.sleeps).toEqual([1000, 2000, 4000, 8000]);
	});

	it('gives up after five tries, with the last error', async () => {
		const last = transient();
		const request = failing(transient(), transient(), transient(), transient(), last);
		await expect(withRetries(new VirtualClock(), request)).rejects.toBe(last);
		expect(request.calls).toBe(5);
	});

	it('tries once more only what has taken all of its time', async () => {
		const last = slow();
		const request = failing(slow(), last);
		await expect(withRetries(new VirtualClock(), request)).rejects.toBe(last);
		expect(request.calls).toBe(2);
	});

	it('waits as long as the server asks for', async () => {
		const clock = new VirtualClock();
		await withRetries(clock, failing(transient(60_000)));
		expect(clock.sleeps).toEqual([60_000]);
	});

	it.each([
		['an error that is final', final()],
		['an error that only a new token mends', tokenError()],
		['an error of others', new Error('bug')],
	])('does not repeat %s', async (_what, error) => {
		const request = failing(error);
		await expect(withRetries(new VirtualClock(), request)).rejects.toBe(error);
		expect(request.calls).toBe(1);
	});

	it('does not repeat what the caller forbids', async () => {
		const request = failing(transient());
		await expect(withRetries(new VirtualClock(), request, () => false)).rejects.toThrow('busy');
		expect(request.calls).toBe(1);
	});

	it('ends at once when the execution is stopped during a pause', async () => {
		const clock = new VirtualClock();
		const stopped = new Error('stopped by the user');
		clock.at(500, () => clock.abort(stopped));
		const request = failing(transient(), transient());
		await expect(withRetries(clock, request)).rejects.toBe(stopped);
		expect({ calls: request.calls, time: clock.now() }).toEqual({ calls: 1, time: 500 });
	});

	it('ends at once when the signal is aborted during a pause', async () => {
		const clock = new VirtualClock();
		const ending = new AbortController();
		const reason = new Error('another item has failed');
		clock.at(500, () => ending.abort(reason));
		const request = failing(transient(), transient());
		await expect(withRetries(clock, request, undefined, ending.signal)).rejects.toBe(reason);
		expect({ calls: request.calls, time: clock.now() }).toEqual({ calls: 1, time: 500 });
	});
});

function tokenError(): KlingError {
	return new KlingError('old', { kind: 'refused', advice: '', retry: 'newToken' });
}
