import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { KlingError } from '../../kling/errors';
import { simplifyTask, type KlingTask } from '../../kling/task';
import { downloadVideos } from './download';

/** The task as the user asked for it: simplified or as Kling sent it. */
export function toJson(
	context: IExecuteFunctions,
	task: KlingTask,
	itemIndex: number,
): IDataObject {
	const isSimple = context.getNodeParameter('simplify', itemIndex, true) as boolean;
	return isSimple ? simplifyTask(task) : (task.raw as IDataObject);
}

/** The item of a task, without its video. */
export function toItem(
	context: IExecuteFunctions,
	task: KlingTask,
	itemIndex: number,
): INodeExecutionData {
	return { json: toJson(context, task, itemIndex), pairedItem: { item: itemIndex } };
}

/**
 * The item of a task, with its video when the user asked for it and the task has one.
 *
 * @throws KlingError when the video can't be downloaded.
 */
export async function toItemWithVideo(
	context: IExecuteFunctions,
	task: KlingTask,
	itemIndex: number,
): Promise<INodeExecutionData> {
	const item = toItem(context, task, itemIndex);
	if (!context.getNodeParameter('downloadVideo', itemIndex, false)) return item;
	if (task.status !== 'succeed') return item;
	if (task.videos.length === 0) {
		throw new KlingError('Kling says that the task succeeded, but names no video', {
			kind: 'task',
			advice:
				'Videos are deleted 30 days after they were made. If this one is newer, try Get again.',
			taskId: task.id,
		});
	}
	const field = context.getNodeParameter('binaryPropertyName', itemIndex, 'data');
	return { ...item, binary: await downloadVideos(context, task, field) };
}
