import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * Whether an execution still waits to be resumed. Before 1.104, n8n doesn't say; then it counts as
 * parked.
 */
export async function isParked(context: IExecuteFunctions, executionId: string): Promise<boolean> {
	if (typeof context.getExecutionDataById !== 'function') return true;
	const data = await context.getExecutionDataById(executionId);
	return Boolean(data?.waitTill);
}
