import { createHash } from 'crypto';

/** Where in n8n a task is made; the same place again means the same task. */
export interface TaskOrigin {
	instanceId: string;
	executionId: string;
	nodeId: string;
	runIndex: number;
	itemIndex: number;
}

/**
 * The external task id for a task whose user gave none. The same item of the same execution always gets
 * the same id, so that n8n's Retry On Fail meets the task that exists (API §6). A hash, because the
 * account behind a gateway may be shared by many n8n.
 */
export function deriveExternalTaskId(origin: TaskOrigin): string {
	const { instanceId, executionId, nodeId, runIndex, itemIndex } = origin;
	const place = JSON.stringify([instanceId, executionId, nodeId, runIndex, itemIndex]);
	return `n8n-${createHash('sha256').update(place).digest('hex').slice(0, 32)}`;
}
