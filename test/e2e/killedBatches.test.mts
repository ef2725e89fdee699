import { specifyKilledBatches } from '../support/n8n/killedBatches.mts';

/** `npm run test:kills` kills thirty of them. */
specifyKilledBatches({ kills: 3, items: 12, withinMs: 5000, seed: 3 }, 5 * 60_000);
