import type { INode, INodeExecutionData } from 'n8n-workflow';
import { createLimiter } from '../../../../kling/concurrency';
import { isFailed, type KlingTask } from '../../../../kling/task';
import { taskFailure } from '../../../../kling/tasks/failures';
import type { DownloadContext } from '../../../common/context';
import { CONCURRENT_DOWNLOADS } from '../../../common/download';
import { toErrorItem } from '../../../common/errors';
import { toItem, toItemWithVideo, toItemWithVideoOrReason } from '../../../common/output';
import type { ParkedItem } from './parkedItems';

/**
 * Makes one item for each parked item, in the same order, because n8n pairs them by position. While
 * n8n resumes an execution, it can't stop with an error, so a failed task becomes an item; an error
 * item if the node continues on errors.
 *
 * @param tasks the ended tasks by the ids that they were asked for with
 */
export async function toFinishedItems(
	context: DownloadContext,
	parked: ParkedItem[],
	tasks: Map<string, KlingTask>,
): Promise<INodeExecutionData[]> {
	const toFinishedItem = goesOnAfterErrors(context.getNode()) ? toItemOrError : toTruthfulItem;
	const limit = createLimiter(CONCURRENT_DOWNLOADS);
	return await Promise.all(
		parked.map(async (item, itemIndex) => {
			if ('error' in item) return { json: item.error, pairedItem: { item: itemIndex } };
			const found = tasks.get(item.taskId) as KlingTask;
			const task = { ...found, externalId: found.externalId ?? item.externalId };
			return await limit(async () => await toFinishedItem(context, task, item.output, itemIndex));
		}),
	);
}

/** Replaces `continueOnFail()`, which webhooks don't have. */
function goesOnAfterErrors({ onError, continueOnFail }: INode): boolean {
	if (onError === undefined) return continueOnFail === true;
	return onError !== 'stopWorkflow';
}

const toItemOrError: typeof toItemWithVideo = async (context, task, output, itemIndex) => {
	try {
		if (isFailed(task)) throw taskFailure(task);
		return await toItemWithVideo(context, task, output, itemIndex);
	} catch (error) {
		return toErrorItem(error, itemIndex);
	}
};

const toTruthfulItem: typeof toItemWithVideo = async (context, task, output, itemIndex) => {
	if (isFailed(task)) return toItem(task, output, itemIndex);
	return await toItemWithVideoOrReason(context, task, output, itemIndex);
};
