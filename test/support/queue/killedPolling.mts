import { specifyKilledPollingOf } from '../n8n/killedPolling.mts';
import type { KillPlan, KillReport } from '../n8n/kills.mts';
import { useQueueStage } from './useQueueStage.mts';

/**
 * What holds for videos that end while the main process of n8n in queue mode, which polls, is killed.
 * Returns the report, for what else a test expects of it.
 */
export function specifyKilledMainPolling(plan: KillPlan, endsWithinMs: number): () => KillReport {
	return specifyKilledPollingOf(
		{
			name: 'the main process of n8n in queue mode',
			// A single worker is enough to run what the main process starts.
			useStage: (options) => useQueueStage({ ...options, workers: 1 }),
			of: ({ main }) => main,
		},
		plan,
		endsWithinMs,
	);
}
