import { describe, expect, it } from '@jest/globals';
import { specifyKilledMainPolling } from '../support/queue/killedPolling.mts';

/** The short form of `npm run test:kills`. */
const report = specifyKilledMainPolling(
	{ videos: 20, kills: 2, withinMs: 5000, durableCursors: false },
	10 * 60_000,
);

describe('the executions of these videos', () => {
	it('are run to their end by a worker', () => {
		expect(Object.keys(report().statuses)).toEqual(['success']);
	});
});
