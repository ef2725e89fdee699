import { jest } from '@jest/globals';
import type { createClock } from '../../../nodes/common/clock';

/** How much faster time goes for the node than for the rest of the world. */
const SPEED = 50;

const CLOCK = '../../../nodes/common/clock';

let sleepers = 0;

/** How many waits of the node are going on. */
export function countSleepers(): number {
	return sleepers;
}

// Import this before the node. Its sleep is the real one, only shorter, so that Stop works as always.
jest.mock(CLOCK, () => {
	const actual = jest.requireActual<{ createClock: typeof createClock }>(CLOCK);
	const createFastClock: typeof createClock = (context) => {
		const clock = actual.createClock(context);
		return {
			...clock,
			now: () => clock.now() * SPEED,
			sleep: async (milliseconds) => {
				sleepers++;
				await clock.sleep(milliseconds / SPEED).finally(() => sleepers--);
			},
		};
	};
	return { createClock: createFastClock };
});
