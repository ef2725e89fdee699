import { specifyKilledPolling } from '../support/n8n/killedPolling.mts';

/** `npm test` has a short form. */
specifyKilledPolling(
	{ videos: 300, kills: 30, withinMs: 20_000, durableCursors: false },
	45 * 60_000,
);
