import { specifyKilledMainPolling } from '../support/queue/killedPolling.mts';

/** `npm test` has a short form. */
specifyKilledMainPolling(
	{ videos: 300, kills: 30, withinMs: 20_000, durableCursors: true },
	60 * 60_000,
);
