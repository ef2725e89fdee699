import {
	startCluster,
	type ClusterOptions,
	type N8nCluster,
} from '../../../n8n-runtime/queue/cluster.mts';
import { builtPackage, runtime } from '../n8n/prepared.mts';
import { useStageOn, type Stage, type StageOptions } from '../n8n/useStage.mts';

/** How the stage is to be, where it differs from the usual. */
export type QueueStageOptions = StageOptions & Pick<ClusterOptions, 'workers' | 'concurrency'>;

/** A stage with n8n in queue mode. */
export type QueueStage = Stage<N8nCluster>;

/** Sets a stage with n8n in queue mode up before the tests of a file, and takes it down after them. */
export function useQueueStage({ emulator, ...options }: QueueStageOptions = {}): () => QueueStage {
	const packageFolder = builtPackage.folder;
	return useStageOn(
		async () => await startCluster({ runtime, packageFolder, ...options }),
		emulator,
	);
}
