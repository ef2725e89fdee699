import type { IDataObject, IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { DuplicateMemory } from '../../kling/callbacks/duplicateMemory';

type Memory = Pick<DuplicateMemory, 'stateOf' | 'claim' | 'confirm' | 'release' | 'begin' | 'keep'>;

/** In the editor, and with n8n's Retry button, the same callback may be tried again and again. */
const NO_MEMORY: Memory = {
	stateOf: () => 'new',
	claim: () => {},
	confirm: () => {},
	release: () => {},
	begin: () => true,
	keep: () => {},
};

/**
 * The trigger's memory of events. n8n stores what a callback has changed in it once the execution is
 * stored, and what an execution has changed when it has ended (n8n facts §14).
 */
export function openMemory(context: IExecuteFunctions | IWebhookFunctions): Memory {
	if (['manual', 'retry'].includes(context.getMode())) return NO_MEMORY;
	const store: IDataObject = context.getWorkflowStaticData('node');
	return new DuplicateMemory(store, `${context.getWorkflow().id} ${context.getNode().id}`);
}
