import { describe, expect, it } from '@jest/globals';
import { sleepLong } from '../../../kling/clock';
import { VirtualClock } from '../../support/kling/virtualClock.mts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const never = new AbortController().signal;

describe('sleepLong', () => {
	it.each([1, HOUR, DAY, 2.5 * DAY, 60 * DAY])('sleeps %i ms', async (milliseconds) => {
		const clock = new VirtualClock();
		await sleepLong(clock, milliseconds, never);
		expect(clock.now()).toBe(milliseconds);
	});

	it('sets no timer for more than a day, because none can hold 25', async () => {
		const clock = new VirtualClock();
		await sleepLong(clock, 60 * DAY, never);
		expect(Math.max(...clock.sleeps)).toBe(DAY);
	});

	it.each([0, -1])('does not sleep for %i ms', async (milliseconds) => {
		const clock = new VirtualClock();
		await sleepLong(clock, milliseconds, never);
		expect(clock.sleeps).toEqual([]);
	});

	it('ends at once with the reason of the signal, on any of its days', async () => {
		const clock = new VirtualClock();
		const stop = new AbortController();
		const reason = new Error('stopped');
		clock.at(1.5 * DAY, () => stop.abort(reason));
		await expect(sleepLong(clock, 60 * DAY, stop.signal)).rejects.toBe(reason);
		expect(clock.now()).toBe(1.5 * DAY);
	});
});
