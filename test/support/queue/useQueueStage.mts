import {
	startCluster,
	type ClusterOptions,
	type N8nCluster,
} from '../../../n8n-runtime/queue/cluster.mts';
import { builtPackage, runtime } from '../n8n/prepared.mts';
import { toEnvironment, useStageOn, type Stage, type StageOptions } from '../n8n/useStage.mts';

/** How a stage differs from the default. */
export type QueueStageOptions = StageOptions & Pick<ClusterOptions, 'workers' | 'concurrency'>;

/** A stage with n8n in queue mode. */
export type QueueStage = Stage<N8nCluster>;

/** Sets up a stage with n8n in queue mode before the tests of a file, and ends it after them. */
export function useQueueStage({
	emulator,
	env,
	editor,
	...options
}: QueueStageOptions = {}): () => QueueStage {
	const packageFolder = builtPackage.folder;
	const cluster = { runtime, packageFolder, env: toEnvironment({ env, editor }), ...options };
	return useStageOn(async () => await startCluster(cluster), emulator);
}
