import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { parseTaskCursor, type TaskCursor } from '../../kling/tasks/taskCursor';
import { CREDENTIAL } from '../common/credentialType';
import { triggerKeyOf } from './triggerKey';

/** The contexts that have polled. n8n makes a new one whenever it activates a workflow. */
const activated = new WeakSet<IPollFunctions>();

/**
 * Where the polls at an activation ended, until the next poll of the same trigger. With durable
 * cursors, n8n doesn't store what such a poll has kept unless it brings items (n8n facts §14).
 */
const begun = new Map<string, IDataObject>();

/**
 * Where the last poll ended. Null when this one is to begin anew: either the workflow has just been
 * published, and past videos must not start it, or another credential has been chosen. A restart of
 * n8n and a new version of a published workflow don't begin anew.
 */
export function readCursor(context: IPollFunctions): TaskCursor | null {
	if (isPublishing(context)) return null;
	const { account, cursor } =
		begun.get(triggerKeyOf(context)) ?? context.getWorkflowStaticData('node');
	return account === credentialOf(context) ? parseTaskCursor(cursor) : null;
}

/**
 * Keeps a cursor for the next poll. To be called after everything that can fail. By default, n8n
 * stores the cursor only when the poll returns items (n8n facts §14); with an older one, the next
 * poll merely takes a little longer.
 */
export function storeCursor(context: IPollFunctions, cursor: TaskCursor): void {
	const kept: IDataObject = { account: credentialOf(context), cursor: { ...cursor } };
	if (isPublishing(context)) begun.set(triggerKeyOf(context), kept);
	else begun.delete(triggerKeyOf(context));
	activated.add(context);
	Object.assign(context.getWorkflowStaticData('node'), kept);
}

/** Whether this is the first poll after the workflow has been published. */
function isPublishing(context: IPollFunctions): boolean {
	return context.getActivationMode() === 'activate' && !activated.has(context);
}

function credentialOf(context: IPollFunctions): string | null {
	return context.getNode().credentials?.[CREDENTIAL]?.id ?? null;
}
