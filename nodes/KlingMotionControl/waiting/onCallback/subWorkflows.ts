import type { IExecuteFunctions } from 'n8n-workflow';
import { inputError } from '../../../../kling/errors';
import { isParked } from './isParked';

const SUB_WORKFLOW_TRIGGER = 'n8n-nodes-base.executeWorkflowTrigger';
const MAX_REMEMBERED = 1000;

/**
 * The last parked sub-workflow of each calling execution. All sub-workflows of a caller run in its
 * process.
 */
const parkedFor = new Map<string, string>();

/**
 * Refuses to park a sub-workflow whose caller would not get its results:
 * - n8n 1.x gives the caller its own input instead (n8n facts §14);
 * - a second one for the same caller. In the mode "Run once for each item", Execute Sub-workflow
 * starts one for each item, but n8n (2.40) lets the caller continue with the items of the first
 * that ends. The results of the others are lost, or are taken for those of a later node.
 *
 * @throws KlingError (`input`)
 */
export async function checkSubWorkflow(
	context: IExecuteFunctions,
	resumeUrl: string,
): Promise<void> {
	const executionId = context.getExecutionId();
	const caller = await findCaller(context);
	if (caller === null) return;
	if (!isSigned(resumeUrl)) {
		throw inputError(
			['A sub-workflow that waits for a callback needs n8n 2: this n8n is older'],
			'Update n8n, or choose Resume: By Polling here. Nothing was sent to Kling.',
		);
	}
	const sibling = parkedFor.get(caller);
	if (sibling !== undefined && sibling !== executionId && (await isParked(context, sibling))) {
		throw inputError(
			[
				'Another execution of this sub-workflow is already waiting for a callback, and n8n would give the calling workflow the results of only one of them',
			],
			'In the Execute Sub-workflow node of the calling workflow, set Mode to "Run once with all items", or put a Loop Over Items around that node; or choose Resume: By Polling here. Nothing was sent to Kling for this item.',
		);
	}
	remember(caller, executionId);
}

/** The execution that waits for this one; null unless this is a sub-workflow. */
async function findCaller(context: IExecuteFunctions): Promise<string | null> {
	// Before 1.104, n8n doesn't say.
	if (typeof context.getExecutionDataById !== 'function') return null;
	const parents = context.getParentNodes(context.getNode().name);
	if (!parents.some(({ type }) => type === SUB_WORKFLOW_TRIGGER)) return null;
	const data = await context.getExecutionDataById(context.getExecutionId());
	const caller = data?.parentExecution;
	return caller && caller.shouldResume !== false ? caller.executionId : null;
}

/** Tells n8n 2 from n8n 1.x, which has no signatures. A node has no other way to know. */
function isSigned(resumeUrl: string): boolean {
	return new URL(resumeUrl).searchParams.has('signature');
}

function remember(caller: string, executionId: string): void {
	parkedFor.delete(caller);
	parkedFor.set(caller, executionId);
	const [oldest] = parkedFor.keys();
	if (parkedFor.size > MAX_REMEMBERED && oldest !== undefined) parkedFor.delete(oldest);
}
