import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { settleAll, type Outcome } from '../../kling/batch';
import { toErrorItem, toNodeError, type CreatedTask } from './errors';

/** Items that are worked on at once; what needs tighter bounds has a limiter of its own. */
const CONCURRENT_ITEMS = 20;

/** Does the work for each item: some at once, the results in the order of the items. */
export async function forEachItem(
	context: IExecuteFunctions,
	work: (itemIndex: number) => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
	const stopOnError = !context.continueOnFail();
	const count = context.getInputData().length;
	return collect(context, await settleAll(count, CONCURRENT_ITEMS, work, stopOnError));
}

/**
 * The outcomes as items; errors as items of their own with Continue On Fail.
 *
 * @throws NodeApiError or NodeOperationError: the first error, when the node is to stop on errors.
 */
export function collect(
	context: IExecuteFunctions,
	outcomes: Array<Outcome<INodeExecutionData[]>>,
	created: CreatedTask[] = [],
): INodeExecutionData[] {
	throwFirstError(context, outcomes, created);
	return outcomes.flatMap((outcome, itemIndex) => {
		if (!outcome) return [];
		return 'value' in outcome ? outcome.value : [toErrorItem(outcome.error, itemIndex)];
	});
}

/** Throws the first error in the order of the items, unless the node is to go on. */
export function throwFirstError(
	context: IExecuteFunctions,
	outcomes: Array<Outcome<unknown>>,
	created: CreatedTask[] = [],
): void {
	context.getExecutionCancelSignal()?.throwIfAborted();
	if (context.continueOnFail()) return;
	outcomes.forEach((outcome, itemIndex) => {
		if (outcome && 'error' in outcome) {
			throw toNodeError(context, outcome.error, itemIndex, created);
		}
	});
}
