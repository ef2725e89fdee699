import { describe, expect, it, jest } from '@jest/globals';
import { withinTime } from '../../../../nodes/common/timeLimit';

const LONG = 60_000;
const never = new Promise<never>(() => {});

/** Work that goes on until it is told to end. */
const waitForEnd = async (signal: AbortSignal) =>
	await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

describe('work with a time limit', () => {
	it('returns its result in time', async () => {
		await expect(withinTime(LONG, undefined, async () => await Promise.resolve(7))).resolves.toBe(
			7,
		);
	});

	it('fails with its own error in time', async () => {
		const error = new Error('broken');
		const work = async () => await Promise.reject<never>(error);
		await expect(withinTime(LONG, undefined, work)).rejects.toBe(error);
	});

	it('ends when the time is over, although it never would', async () => {
		const work = withinTime(1, undefined, async () => await never);
		await expect(work).rejects.toMatchObject({ code: 'ETIMEDOUT' });
	});

	it('is told when the time is over, so that it can close its connections', async () => {
		const letGo = jest.fn();
		const work = withinTime(1, undefined, async (signal) => {
			await waitForEnd(signal);
			letGo();
			return await never;
		});
		await expect(work).rejects.toThrow();
		await Promise.resolve();
		expect(letGo).toHaveBeenCalledTimes(1);
	});

	it('is told when it fails, to let go of what it has left open', async () => {
		let told: AbortSignal | undefined;
		const work = withinTime(LONG, undefined, async (signal) => {
			told = signal;
			return await Promise.reject<never>(new Error('broken'));
		});
		await expect(work).rejects.toThrow('broken');
		expect(told?.aborted).toBe(true);
	});

	it('is told nothing when it succeeds', async () => {
		let told: AbortSignal | undefined;
		await withinTime(LONG, undefined, async (signal) => {
			told = signal;
			await Promise.resolve();
		});
		expect(told?.aborted).toBe(false);
	});

	it('ends at once with the reason of a stop', async () => {
		const stop = new AbortController();
		const reason = new Error('canceled');
		const work = withinTime(LONG, stop.signal, async () => await never);
		stop.abort(reason);
		await expect(work).rejects.toBe(reason);
	});

	it('does not begin after a stop', async () => {
		const work = jest.fn(async () => await never);
		await expect(withinTime(LONG, AbortSignal.abort(new Error('canceled')), work)).rejects.toThrow(
			'canceled',
		);
		expect(work).not.toHaveBeenCalled();
	});

	it('leaves no listener on the signal of a stop', async () => {
		const { signal } = new AbortController();
		const added = jest.spyOn(signal, 'addEventListener');
		const removed = jest.spyOn(signal, 'removeEventListener');
		await withinTime(LONG, signal, async () => await Promise.resolve());
		expect(removed.mock.calls.map(([, listener]) => listener)).toEqual(
			added.mock.calls.map(([, listener]) => listener),
		);
		expect(added).toHaveBeenCalledTimes(1);
	});
});
