import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { settleAll, type Outcome } from '../../kling/concurrency';
import { rethrow } from '../../kling/errors';
import { cancelSignalOf } from './context';
import { toErrorItem, toNodeError, type CreatedTask } from './errors';

/** Items that are worked on at once; what needs tighter bounds has a limiter of its own. */
const CONCURRENT_ITEMS = 20;

/** Does the work for each item: some at once, the results in the order of the items. */
export async function forEachItem(
	context: IExecuteFunctions,
	work: (itemIndex: number) => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
	const { length } = context.getInputData();
	const outcomes = await settleAll(length, CONCURRENT_ITEMS, work, !context.continueOnFail());
	throwFirstError(context, outcomes);
	return collect(outcomes);
}

/** The error that ends the node, and the item that it belongs to. */
class FirstError {
	constructor(
		readonly itemIndex: number,
		readonly error: unknown,
	) {}
}

/**
 * Does the work for all items at the same time; the work itself sees to its bounds. Without Continue On
 * Fail, the first error aborts the signal of all others, and is thrown when they have come to their end.
 *
 * @param created the tasks that exist by then, which the error names
 */
export async function settleTogether<T>(
	context: IExecuteFunctions,
	work: (itemIndex: number, signal: AbortSignal) => Promise<T>,
	created: () => CreatedTask[],
): Promise<Array<Outcome<T>>> {
	const firstError = new AbortController();
	const cancelSignal = cancelSignalOf(context);
	const signals = cancelSignal ? [firstError.signal, cancelSignal] : [firstError.signal];
	const signal = AbortSignal.any(signals);
	const { length } = context.getInputData();
	const outcomes = await settleAll(length, length, async (itemIndex) => {
		try {
			return await work(itemIndex, signal);
		} catch (error) {
			if (!context.continueOnFail()) firstError.abort(new FirstError(itemIndex, error));
			return rethrow(error);
		}
	});
	cancelSignal?.throwIfAborted();
	const { reason } = firstError.signal as { reason: unknown };
	if (!(reason instanceof FirstError)) return outcomes;
	throw toNodeError(context, reason.error, reason.itemIndex, created());
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

/**
 * Throws the first error in the order of the items, unless the node is to go on.
 *
 * @param created tasks that exist already, which the error names
 */
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
