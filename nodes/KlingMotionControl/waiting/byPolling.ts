import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { createLimiter } from '../../../kling/concurrency';
import { isFailed, type KlingTask } from '../../../kling/task';
import { spentIdError, taskFailure, timeLimitError } from '../../../kling/tasks/failures';
import type { WaitResult } from '../../../kling/tasks/watcher';
import { CONCURRENT_DOWNLOADS } from '../../common/download';
import { collect, settleTogether } from '../../common/items';
import { toItem, toItemWithVideo, toNamedItem } from '../../common/output';
import type { StartedItem } from '../../common/startedItem';
import type { WaitingOptions } from '../input/waiting';
import type { WaitRequest } from './waitRequest';

/**
 * Starts the tasks of all items and waits for them together. Each video is downloaded as soon as
 * its task has ended. Without Continue On Fail, the first error ends everything at once and names
 * all tasks that exist.
 *
 * @throws NodeApiError or NodeOperationError
 */
export async function waitByPolling(
	context: IExecuteFunctions,
	request: WaitRequest,
): Promise<INodeExecutionData[]> {
	const limitDownloads = createLimiter(CONCURRENT_DOWNLOADS);
	const toItems = async (itemIndex: number, signal: AbortSignal) => {
		const { started, result } = await startAndWait(request, itemIndex, signal);
		const task = checkEnd(started, result, request.options[itemIndex] as WaitingOptions);
		if (result.timedOut) return [toTimedOutItem(started, task, itemIndex)];
		const toVideo = async () => {
			// The node may have ended while this download waited for its turn.
			signal.throwIfAborted();
			return await toItemWithVideo(context, result.task, started.output, itemIndex, signal);
		};
		return [await limitDownloads(toVideo)];
	};
	return collect(await settleTogether(context, toItems, request.created));
}

/**
 * Starts the task of an item and waits for it. If it fails, starts another one for as long as there
 * are tries.
 */
async function startAndWait(
	{ account, clock, options, start, noteFailure }: WaitRequest,
	itemIndex: number,
	signal: AbortSignal,
): Promise<{ started: StartedItem; result: WaitResult }> {
	const { pollingInterval, timeLimit, tries } = options[itemIndex] as WaitingOptions;
	for (let attempt = 1; ; attempt++) {
		const started = await start(itemIndex, signal);
		const result = await account.tasks.watcher.wait(started.id, {
			client: account.client,
			clock,
			intervalMs: 1000 * pollingInterval,
			timeLimitMs: 60_000 * timeLimit,
			createdAt: started.isNew ? clock.monotonic() : null,
			signal,
		});
		const isFailure = result.task !== null && isFailed(result.task);
		if (isFailure) noteFailure(itemIndex);
		if (!isFailure || attempt >= tries) return { started, result: withExternalId(started, result) };
	}
}

/** Adds the external id, which hosts don't always repeat. */
function withExternalId({ task }: StartedItem, result: WaitResult): WaitResult {
	const last = result.task ?? task;
	if (last === null) return result;
	const externalId = last.externalId ?? task?.externalId ?? null;
	return { ...result, task: { ...last, externalId } };
}

/**
 * The task to output; null when nothing is known of it.
 *
 * @throws KlingError when the user has chosen to stop with an error.
 */
function checkEnd(
	started: StartedItem,
	result: WaitResult,
	{ onTimeLimit, onFailedTask, timeLimit }: WaitingOptions,
): KlingTask | null {
	const { task } = result;
	if (result.timedOut && onTimeLimit === 'error') {
		throw timeLimitError(started.id, task, timeLimit, result.error);
	}
	if (task === null || !isFailed(task) || onFailedTask === 'output') return task;
	const hadFailed = started.task !== null && isFailed(started.task);
	if (hadFailed) throw spentIdError(task.externalId ?? started.id, task.statusMessage);
	throw taskFailure(task);
}

function toTimedOutItem(
	{ id, output }: StartedItem,
	task: KlingTask | null,
	itemIndex: number,
): INodeExecutionData {
	const item = task ? toItem(task, output, itemIndex) : toNamedItem(id, itemIndex);
	return { ...item, json: { ...item.json, timed_out: true } };
}
