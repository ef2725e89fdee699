import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { waitByPolling } from './byPolling';
import { waitOnCallback } from './onCallback/park';
import type { WaitRequest } from './waitRequest';

/**
 * Waits for the tasks of all items together, in the way that the user has chosen.
 *
 * @throws NodeApiError or NodeOperationError
 */
export async function waitForEachItem(
	context: IExecuteFunctions,
	request: WaitRequest,
): Promise<INodeExecutionData[]> {
	const { resumeUrl } = request;
	if (resumeUrl === null) return await waitByPolling(context, request);
	return await waitOnCallback(context, request, resumeUrl);
}
