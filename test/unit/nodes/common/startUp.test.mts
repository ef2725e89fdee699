import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type * as startUp from '../../../../nodes/common/startUp';

let fresh: typeof startUp;

/** Loads the module again, as in a process that has just started. */
beforeEach(() => {
	jest.useFakeTimers();
	jest.resetModules();
	fresh = jest.requireActual<typeof startUp>('../../../../nodes/common/startUp');
});

describe('n8n', () => {
	it('is starting until a minute after the first call, whenever that comes', () => {
		jest.advanceTimersByTime(600_000);
		const before = fresh.isStarting();
		jest.advanceTimersByTime(59_999);
		const within = fresh.isStarting();
		jest.advanceTimersByTime(1);
		expect([before, within, fresh.isStarting()]).toEqual([true, true, false]);
	});

	it('has started as soon as it activates a trigger', () => {
		const before = fresh.isStarting();
		fresh.noteActivation();
		expect([before, fresh.isStarting()]).toEqual([true, false]);
	});
});

describe('a call that came too early', () => {
	it('is made once n8n has started, and only once', async () => {
		const call = jest.fn(async () => await Promise.resolve());
		fresh.isStarting();
		fresh.callWhenStarted('a', call);
		fresh.callWhenStarted('a', call);
		await jest.advanceTimersByTimeAsync(5_000);
		expect(call).not.toHaveBeenCalled();

		fresh.noteActivation();

		await jest.advanceTimersByTimeAsync(1_100);
		expect(call).toHaveBeenCalledTimes(1);
	});

	it('is made again, 20 and 80 seconds later, while it fails', async () => {
		const call = jest.fn(async () => await Promise.reject(new Error('HTTP 503')));
		fresh.callWhenStarted('a', call);
		fresh.noteActivation();
		const counts = [];
		for (const milliseconds of [1_100, 20_000, 60_000, 600_000]) {
			await jest.advanceTimersByTimeAsync(milliseconds);
			counts.push(call.mock.calls.length);
		}
		expect(counts).toEqual([1, 2, 3, 3]);
	});

	it('delays no other call, and at most five are made at the same time', async () => {
		const ends: Array<() => void> = [];
		const call = async () => await new Promise<void>((resolve) => ends.push(resolve));
		fresh.noteActivation();
		for (const key of 'abcdefg') fresh.callWhenStarted(key, call);
		await jest.advanceTimersByTimeAsync(1_100);
		const before = ends.length;
		ends[0]?.();
		await jest.advanceTimersByTimeAsync(1_100);
		expect([before, ends.length]).toEqual([5, 6]);
	});
});
