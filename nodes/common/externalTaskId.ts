import { createHash } from 'crypto';

/** What a task is created for. The same origin means the same task. */
export interface TaskOrigin {
	/** The first execution; its retries keep this id. */
	executionId: string;
	/**
	 * Drawn once for each journal, because execution ids repeat after a database has been restored.
	 */
	random: string;
	nodeId: string;
	runIndex: number;
	/** Identifies the item within the run. */
	item: string;
	/** From 1. The next try for a failed task needs a new id. */
	attempt: number;
}

/**
 * The external task id of a task for which the user entered none. The same item of the same
 * execution always gets the same id, so that n8n's Retry On Fail finds the existing task (API §6).
 * It begins with {@link externalTaskIdPrefix}, by which a person can find all videos of a lost
 * execution.
 */
export function deriveExternalTaskId(origin: TaskOrigin): string {
	const { executionId, random, nodeId, runIndex, item, attempt } = origin;
	const node = createHash('sha256').update(nodeId).digest('hex').slice(0, 4);
	const place = [random, node, runIndex, item, attempt].join('-');
	return `${externalTaskIdPrefix(executionId)}${place}`;
}

/** The beginning of the derived external task ids of an execution. */
export function externalTaskIdPrefix(executionId: string): string {
	return `n8n-${executionId}-`;
}
