import { specifyKilledPolling } from '../support/n8n/killedPolling.mts';

/** The short form of `npm run test:kills`. */
const plan = { videos: 20, kills: 2, withinMs: 5000 };

specifyKilledPolling({ ...plan, durableCursors: true }, 10 * 60_000);
