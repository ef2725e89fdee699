import type { IDataObject, IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { DuplicateMemory } from '../../kling/callbacks/duplicateMemory';

type Memory = Pick<DuplicateMemory, 'stateOf' | 'claim' | 'keep'>;

/** In the editor, the same callback may be sent again and again. */
const NO_MEMORY: Memory = { stateOf: () => 'new', claim: () => {}, keep: () => {} };

/**
 * The trigger's memory of events. What is kept in it while a callback is answered lasts as long as the
 * process; n8n stores only what an execution keeps, when it has ended (n8n facts §6). So an event whose
 * execution got lost starts another one when it comes again.
 */
export function openMemory(context: IExecuteFunctions | IWebhookFunctions): Memory {
	if (context.getMode() === 'manual') return NO_MEMORY;
	const store: IDataObject = context.getWorkflowStaticData('node');
	return new DuplicateMemory(store, `${context.getWorkflow().id} ${context.getNode().id}`);
}
