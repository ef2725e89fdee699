import type { IPollFunctions } from 'n8n-workflow';

/** Identifies a trigger among all that this process polls. */
export function triggerKeyOf(context: IPollFunctions): string {
	return `${context.getWorkflow().id} ${context.getNode().id}`;
}
