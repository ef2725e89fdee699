import { createHash } from 'crypto';

/** Where in n8n a task is made; the same place again means the same task. */
export interface TaskOrigin {
	/** Of the first execution: n8n's Retry goes on with it. */
	executionId: string;
	/** Drawn once for each journal, because execution ids repeat after a database was restored. */
	random: string;
	nodeId: string;
	runIndex: number;
	/** What tells the item from others of the run. */
	item: string;
	/** From 1; a failed task is made again under a new id. */
	attempt: number;
}

/**
 * The external task id for a task whose user gave none. The same item of the same execution always gets
 * the same id, so that n8n's Retry On Fail meets the task that exists (API §6). Its beginning is that of
 * {@link externalTaskIdPrefix}, so that a person finds all videos of a lost execution.
 */
export function deriveExternalTaskId(origin: TaskOrigin): string {
	const { executionId, random, nodeId, runIndex, item, attempt } = origin;
	const node = createHash('sha256').update(nodeId).digest('hex').slice(0, 4);
	const place = [random, node, runIndex, item, attempt].join('-');
	return `${externalTaskIdPrefix(executionId)}${place}`;
}

/** How the derived external task ids of all tasks that an execution has made begin. */
export function externalTaskIdPrefix(executionId: string): string {
	return `n8n-${executionId}-`;
}
