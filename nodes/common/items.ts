import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { settleAll, type Outcome } from '../../kling/concurrency';
import { toErrorItem, toNodeError, type CreatedTask } from './errors';

/** Items that are worked on at once; what needs tighter bounds has a limiter of its own. */
const CONCURRENT_ITEMS = 20;

/**
 * Does the work for each item: some at once, the results in the order of the items.
 *
 * @param created tasks that the work creates, for the error that ends it
 */
export async function forEachItem(
	context: IExecuteFunctions,
	work: (itemIndex: number) => Promise<INodeExecutionData[]>,
	created: CreatedTask[] = [],
): Promise<INodeExecutionData[]> {
	return collect(await settleEachItem(context, work, created));
}

/** The same for work whose results aren't items yet: how it ended for each item. */
export async function settleEachItem<T>(
	context: IExecuteFunctions,
	work: (itemIndex: number) => Promise<T>,
	created: CreatedTask[],
): Promise<Array<Outcome<T>>> {
	const stopOnError = !context.continueOnFail();
	const count = context.getInputData().length;
	const outcomes = await settleAll(count, CONCURRENT_ITEMS, work, stopOnError);
	throwFirstError(context, outcomes, created);
	return outcomes;
}

/** The outcomes as items, errors as items of their own. */
export function collect(outcomes: Array<Outcome<INodeExecutionData[]>>): INodeExecutionData[] {
	return outcomes.flatMap((outcome, itemIndex) => {
		if (!outcome) return [];
		return 'value' in outcome ? outcome.value : [toErrorItem(outcome.error, itemIndex)];
	});
}

/**
 * What an error before the first item, such as an empty credential, means: the same for every item.
 *
 * @throws NodeApiError or NodeOperationError, when the node is to stop on errors.
 */
export function failAll(context: IExecuteFunctions, error: unknown): INodeExecutionData[] {
	if (context.getExecutionCancelSignal()?.aborted) {
		// n8n tells a stop from a failure by the word "canceled" (n8n facts §4).
		throw new NodeOperationError(context.getNode(), 'The execution was canceled');
	}
	if (!context.continueOnFail()) throw toNodeError(context, error);
	return context.getInputData().map((_, itemIndex) => toErrorItem(error, itemIndex));
}

/** Throws the first error in the order of the items, unless the node is to go on. */
export function throwFirstError(
	context: IExecuteFunctions,
	outcomes: Array<Outcome<unknown>>,
	created: CreatedTask[],
): void {
	context.getExecutionCancelSignal()?.throwIfAborted();
	if (context.continueOnFail()) return;
	outcomes.forEach((outcome, itemIndex) => {
		if (outcome && 'error' in outcome) {
			throw toNodeError(context, outcome.error, itemIndex, created);
		}
	});
}
