import { specifyKilledBatches } from '../support/n8n/killedBatches.mts';

/** `npm test` kills three of them. */
specifyKilledBatches({ kills: 30, items: 40, withinMs: 12_000, seed: 30 }, 45 * 60_000);
