import { specifyKilledPolling } from '../support/n8n/killedPolling.mts';

/** The short form of `npm run test:kills`. */
specifyKilledPolling({ videos: 20, kills: 2, withinMs: 5000 }, 10 * 60_000);
