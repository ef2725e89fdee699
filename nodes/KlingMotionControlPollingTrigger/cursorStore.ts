import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { parseTaskCursor, type TaskCursor } from '../../kling/tasks/taskCursor';
import { CREDENTIAL } from '../common/credentialType';
import { triggerKeyOf } from './triggerKey';

/** The contexts that have polled. n8n makes a new one whenever it activates a workflow. */
const activated = new WeakSet<IPollFunctions>();

/** What the poll at a publication has kept. */
interface Beginning {
	kept: IDataObject;
	/** What was stored before, as JSON. */
	before: string;
}

/**
 * The last publication of each trigger in this process, until its next poll. With durable cursors,
 * n8n doesn't store what the poll at an activation has kept (n8n facts §14).
 */
const beginnings = new Map<string, Beginning>();

/**
 * Where the last poll ended. Null when this one is to begin anew: either the workflow has just been
 * published, and past videos must not start it, or another credential has been chosen. A restart of
 * n8n and a new version of a published workflow don't begin anew.
 */
export function readCursor(context: IPollFunctions): TaskCursor | null {
	if (isPublishing(context)) return null;
	const stored = context.getWorkflowStaticData('node');
	const beginning = beginnings.get(triggerKeyOf(context));
	// If anything else has been stored since, another process of n8n polls, too.
	const isStored = beginning?.before !== JSON.stringify(stored);
	const { account, cursor } = isStored ? stored : beginning.kept;
	return account === credentialOf(context) ? parseTaskCursor(cursor) : null;
}

/**
 * Keeps a cursor for the next poll. To be called after everything that can fail. By default, n8n
 * stores the cursor only when the poll returns items (n8n facts §14); with an older one, the next
 * poll merely takes a little longer.
 */
export function storeCursor(context: IPollFunctions, cursor: TaskCursor): void {
	const kept: IDataObject = { account: credentialOf(context), cursor: { ...cursor } };
	const store = context.getWorkflowStaticData('node');
	if (isPublishing(context)) {
		beginnings.set(triggerKeyOf(context), { kept, before: JSON.stringify(store) });
	} else beginnings.delete(triggerKeyOf(context));
	activated.add(context);
	Object.assign(store, kept);
}

/** Whether this is the first poll after the workflow has been published. */
function isPublishing(context: IPollFunctions): boolean {
	return context.getActivationMode() === 'activate' && !activated.has(context);
}

function credentialOf(context: IPollFunctions): string | null {
	return context.getNode().credentials?.[CREDENTIAL]?.id ?? null;
}
