import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { parseTaskCursor, type TaskCursor } from '../../kling/tasks/taskCursor';
import { CREDENTIAL } from '../common/credentialType';

/** Contexts that have polled: n8n makes a new one when it activates a workflow. */
const activated = new WeakSet<IPollFunctions>();

/**
 * Where the last poll left off; null when this one is to begin anew: the workflow has just been
 * published, so that nothing of the past starts it, or the credential is that of another account.
 * A start of n8n and a new version of a published workflow are no reason to.
 */
export function readCursor(context: IPollFunctions): TaskCursor | null {
	const { account, cursor } = context.getWorkflowStaticData('node');
	const isPublished = context.getActivationMode() === 'activate' && !activated.has(context);
	if (isPublished || account !== credentialOf(context)) return null;
	return parseTaskCursor(cursor);
}

/**
 * Keeps a cursor for the next poll, after everything that can fail. n8n stores it when the poll brings
 * items (n8n facts §14); an older one only makes the next look a little longer.
 */
export function storeCursor(context: IPollFunctions, cursor: TaskCursor): void {
	activated.add(context);
	const store: IDataObject = context.getWorkflowStaticData('node');
	store.account = credentialOf(context);
	store.cursor = { ...cursor };
}

function credentialOf(context: IPollFunctions): string | null {
	return context.getNode().credentials?.[CREDENTIAL]?.id ?? null;
}
