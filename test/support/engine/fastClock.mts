import { jest } from '@jest/globals';
import type { createClock } from '../../../nodes/common/clock';

/** How much faster time passes for the node. */
const SPEED = 50;

/** Longer than a test may take. */
const HELD_MS = 60 * 60 * 1000;

const CLOCK = '../../../nodes/common/clock';

/** When the node's time was last the same as real time. */
const START = Date.now();

let sleepers = 0;

let heldFromMs = Infinity;

/** How many of the node's sleeps are under way. */
export function countSleepers(): number {
	return sleepers;
}

/**
 * From now on, sleeps of at least this many milliseconds last until they are aborted. Otherwise
 * they would end by themselves on a machine that is busy for some seconds.
 */
export function holdSleeps(fromMs: number): void {
	heldFromMs = fromMs;
}

/** The node's current time; Unix time in milliseconds. */
export function fastNow(): number {
	return START + (Date.now() - START) * SPEED;
}

// Has to be imported before the node. It only shortens the real sleep, so that Stop works as
// always.
jest.mock(CLOCK, () => {
	const actual = jest.requireActual<{ createClock: typeof createClock }>(CLOCK);
	const createFastClock: typeof createClock = (context) => {
		const clock = actual.createClock(context);
		return {
			...clock,
			now: fastNow,
			monotonic: fastNow,
			sleep: async (milliseconds, signal) => {
				sleepers++;
				const realMs = milliseconds >= heldFromMs ? HELD_MS : milliseconds / SPEED;
				await clock.sleep(realMs, signal).finally(() => sleepers--);
			},
		};
	};
	return { createClock: createFastClock, processClock: createFastClock(null) };
});
