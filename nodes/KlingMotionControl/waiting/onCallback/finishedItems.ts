import type { INode, INodeExecutionData } from 'n8n-workflow';
import { createLimiter } from '../../../../kling/concurrency';
import { isFailed, type KlingTask } from '../../../../kling/task';
import { taskFailure } from '../../../../kling/tasks/failures';
import { CONCURRENT_DOWNLOADS, type DownloadContext } from '../../../common/download';
import { toErrorItem } from '../../../common/errors';
import { toItem, toItemWithVideo, toItemWithVideoOrReason } from '../../../common/output';
import type { ParkedItem } from './parkedItems';

/**
 * One item for each parked one, in their order: n8n pairs them by position. It can't stop the workflow
 * with an error while it resumes an execution, so a failed task comes out as an item; as an error item
 * where the user wants the workflow to go on after errors.
 *
 * @param tasks the ended tasks, by the id that named them
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

/** What `continueOnFail()` says, which a webhook doesn't have. */
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
