import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { createLimiter, settleAll } from '../../../kling/concurrency';
import { rethrow } from '../../../kling/errors';
import { isFailed, type KlingTask } from '../../../kling/task';
import { taskFailure, timeLimitError } from '../../../kling/tasks/failures';
import { TaskWatcher, type WaitResult } from '../../../kling/tasks/watcher';
import { CONCURRENT_DOWNLOADS } from '../../common/download';
import { toNodeError } from '../../common/errors';
import { collect } from '../../common/items';
import { outputOptionsOf, toItem, toItemWithVideo, type OutputOptions } from '../../common/output';
import { readWaitingOptions, type WaitingOptions } from '../input/waiting';
import type { WaitRequest } from './waitRequest';

/**
 * Waits for the tasks of all items together; each goes on to its download as soon as it has ended.
 * Without Continue On Fail, the first error ends everything at once, and names all tasks that exist.
 *
 * @throws NodeApiError or NodeOperationError
 */
export async function waitByPolling(
	context: IExecuteFunctions,
	{ account, clock, askAtOnce, start, created, reactions }: WaitRequest,
): Promise<INodeExecutionData[]> {
	const options = context
		.getInputData()
		.map((_, itemIndex) => ({ ...readWaitingOptions(context, itemIndex), ...reactions }));
	const count = options.length;
	const intervalMs = 1000 * Math.min(...options.map(({ pollingInterval }) => pollingInterval));
	const watcher = new TaskWatcher(account.client, clock, { intervalMs, askAtOnce });
	const limitDownloads = createLimiter(CONCURRENT_DOWNLOADS);
	const stop = new AbortController();
	let failure: { itemIndex: number; error: unknown } | undefined;

	const outcomes = await settleAll(count, count, async (itemIndex) => {
		try {
			const waiting = options[itemIndex] as WaitingOptions;
			const started = await start(itemIndex, waiting.problems, stop.signal);
			const result = await watcher.wait(started.id, waiting.timeLimit * 60_000);
			const task = judge(started, result, waiting);
			const output = outputOptionsOf(context, itemIndex);
			if (result.timedOut) return [toTimedOutItem(task, output, itemIndex)];
			return [
				await limitDownloads(async () => await toItemWithVideo(context, task, output, itemIndex)),
			];
		} catch (error) {
			failure ??= { itemIndex, error };
			if (!context.continueOnFail()) {
				stop.abort();
				watcher.stop(error);
			}
			return rethrow(error);
		}
	});

	context.getExecutionCancelSignal()?.throwIfAborted();
	if (failure && !context.continueOnFail()) {
		throw toNodeError(context, failure.error, failure.itemIndex, created);
	}
	return collect(outcomes);
}

/** The task as it goes on; an error where the user wants one. */
function judge(started: KlingTask, result: WaitResult, options: WaitingOptions): KlingTask {
	const last = result.task ?? started;
	const task = { ...last, externalId: last.externalId ?? started.externalId };
	if (result.timedOut && options.onTimeLimit === 'error') {
		throw timeLimitError(task, options.timeLimit, result.error);
	}
	if (isFailed(task) && options.onFailedTask === 'error') throw taskFailure(task);
	return task;
}

function toTimedOutItem(
	task: KlingTask,
	output: OutputOptions,
	itemIndex: number,
): INodeExecutionData {
	const item = toItem(task, output, itemIndex);
	return { ...item, json: { ...item.json, timed_out: true } };
}
