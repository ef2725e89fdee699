import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { settleAll, type Outcome } from '../../kling/concurrency';
import { rethrow } from '../../kling/errors';
import { cancelSignalOf } from './context';
import { toErrorItem, toNodeError, type CreatedTask } from './errors';

/** How many items are processed at once. Work that needs a lower limit has a limiter of its own. */
const CONCURRENT_ITEMS = 20;

/**
 * Does the work for each item, for some items at a time, and returns the results in the order of
 * the items.
 */
export async function forEachItem(
	context: IExecuteFunctions,
	work: (itemIndex: number) => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
	const { length } = context.getInputData();
	const outcomes = await settleAll(length, CONCURRENT_ITEMS, work, !context.continueOnFail());
	throwFirstError(context, outcomes);
	return collect(outcomes);
}

/** The error that ends the node, and the item that caused it. */
class FirstError {
	constructor(
		readonly itemIndex: number,
		readonly error: unknown,
	) {}
}

/**
 * Does the work for all items at the same time; the work itself has to keep to its limits. Without
 * Continue On Fail, the first error aborts the signal of all others, and is thrown once they have
 * ended.
 *
 * @param created the tasks that exist by then, for the error to name
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

/** Turns outcomes into items; errors become error items. */
export function collect(outcomes: Array<Outcome<INodeExecutionData[]>>): INodeExecutionData[] {
	return outcomes.flatMap((outcome, itemIndex) => {
		if (!outcome) return [];
		return 'value' in outcome ? outcome.value : [toErrorItem(outcome.error, itemIndex)];
	});
}

/**
 * Applies an error that occurred before the first item, such as an empty credential, to all items.
 *
 * @throws NodeApiError or NodeOperationError, unless the node continues on errors.
 */
export function failAll(context: IExecuteFunctions, error: unknown): INodeExecutionData[] {
	if (context.getExecutionCancelSignal()?.aborted) {
		// n8n distinguishes a stop from a failure by the word "canceled" (n8n facts §4).
		throw new NodeOperationError(context.getNode(), 'The execution was canceled');
	}
	if (!context.continueOnFail()) throw toNodeError(context, error);
	return context.getInputData().map((_, itemIndex) => toErrorItem(error, itemIndex));
}

/**
 * Throws the first error in the order of the items, unless the node continues on errors.
 *
 * @param created tasks that exist already, for the error to name
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
