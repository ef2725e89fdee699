import { jest } from '@jest/globals';
import type { createClock } from '../../../nodes/common/clock';

/** How much faster time goes for the node than for the rest of the world. */
const SPEED = 50;

const CLOCK = '../../../nodes/common/clock';

/** From here on, its time is ahead of the real one. */
const START = Date.now();

let sleepers = 0;

/** How many waits of the node are going on. */
export function countSleepers(): number {
	return sleepers;
}

/** The node's time now: Unix time in milliseconds. */
export function fastNow(): number {
	return START + (Date.now() - START) * SPEED;
}

// Import this before the node. Its sleep is the real one, only shorter, so that Stop works as always.
jest.mock(CLOCK, () => {
	const actual = jest.requireActual<{ createClock: typeof createClock }>(CLOCK);
	const createFastClock: typeof createClock = (context) => {
		const clock = actual.createClock(context);
		return {
			...clock,
			now: fastNow,
			sleep: async (milliseconds, signal) => {
				sleepers++;
				await clock.sleep(milliseconds / SPEED, signal).finally(() => sleepers--);
			},
		};
	};
	return { createClock: createFastClock, processClock: createFastClock(null) };
});
