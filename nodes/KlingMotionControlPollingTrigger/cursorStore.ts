import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { parseTaskCursor, type TaskCursor } from '../../kling/tasks/taskCursor';
import { CREDENTIAL } from '../common/credentialType';

/** The contexts that have polled. n8n makes a new one whenever it activates a workflow. */
const activated = new WeakSet<IPollFunctions>();

/**
 * Where the last poll ended. Null when this one is to begin anew: either the workflow has just been
 * published, and past videos must not start it, or another credential has been chosen. A restart of
 * n8n and a new version of a published workflow don't begin anew.
 */
export function readCursor(context: IPollFunctions): TaskCursor | null {
	const { account, cursor } = context.getWorkflowStaticData('node');
	const isPublished = context.getActivationMode() === 'activate' && !activated.has(context);
	if (isPublished || account !== credentialOf(context)) return null;
	return parseTaskCursor(cursor);
}

/**
 * Keeps a cursor for the next poll. To be called after everything that can fail. n8n stores the
 * cursor only when the poll returns items (n8n facts §14); with an older one, the next poll merely
 * takes a little longer.
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
