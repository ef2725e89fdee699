import type { IDataObject, IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { DuplicateMemory } from '../../kling/callbacks/duplicateMemory';

type Memory = Pick<DuplicateMemory, 'stateOf' | 'claim' | 'keep'>;

/** In the editor, the same callback may be tried again and again. */
const NO_MEMORY: Memory = { stateOf: () => 'new', claim: () => {}, keep: () => {} };

/**
 * The trigger's memory of events. What a callback keeps in it lasts only as long as the process.
 * What an execution keeps is stored by n8n when the execution has ended (n8n facts §6). So if an
 * execution is lost, the same event can start another one.
 */
export function openMemory(context: IExecuteFunctions | IWebhookFunctions): Memory {
	if (context.getMode() === 'manual') return NO_MEMORY;
	const store: IDataObject = context.getWorkflowStaticData('node');
	return new DuplicateMemory(store, `${context.getWorkflow().id} ${context.getNode().id}`);
}
