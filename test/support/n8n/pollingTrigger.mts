import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { outputOf, type Credential, type Execution } from '../../../n8n-runtime/client.mts';
import type { WorkflowNode } from './workflow.mts';

/** The name of our polling trigger. */
export const POLLING_TRIGGER = 'Kling Motion Control Polling Trigger';

/**
 * Our polling trigger, which by default polls every minute, the shortest interval that n8n allows.
 */
export function pollingTrigger(
	{ id, name, type }: Credential,
	parameters: INodeParameters = {},
): WorkflowNode {
	return {
		name: POLLING_TRIGGER,
		type: 'n8n-nodes-kling-motion-control.klingMotionControlPollingTrigger',
		typeVersion: 1,
		parameters: { pollTimes: { item: [{ mode: 'everyMinute' }] }, ...parameters },
		credentials: { [type]: { id, name } },
	};
}

/** The items with which a trigger has started an execution, even one that ended early. */
export function startedWith(execution: Execution, trigger: string): INodeExecutionData[] {
	const output = outputOf(execution, trigger);
	if (output.length > 0) return output;
	const [first] = execution.data.executionData?.nodeExecutionStack ?? [];
	return first?.node.name === trigger ? (first.data.main?.[0] ?? []) : [];
}
