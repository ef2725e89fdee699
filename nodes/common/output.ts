import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { describeError, KlingError } from '../../kling/errors';
import { textOf } from '../../kling/json';
import { type KlingTask } from '../../kling/task';
import { simplifyTask } from './simplifiedTask';
import type { DownloadContext } from './context';
import { downloadVideos } from './download';

/** The form of the output that the user has chosen. */
export interface OutputOptions {
	/** Whether to return our flat form instead of the object that Kling sent. */
	simplify: boolean;
	/** The binary field for the video; null when it isn't to be downloaded. */
	videoField: string | null;
}

/** Reads the parameters Simplify, Download Video and Put Output in Field. */
export function readOutputOptions(
	read: (parameter: string, fallback: unknown) => unknown,
): OutputOptions {
	return {
		simplify: read('simplify', true) !== false,
		videoField:
			read('downloadVideo', false) === true
				? (textOf(read('binaryPropertyName', 'data')) ?? 'data')
				: null,
	};
}

/** The output options of an item. */
export function outputOptionsOf(context: IExecuteFunctions, itemIndex: number): OutputOptions {
	return readOutputOptions((name, fallback) => context.getNodeParameter(name, itemIndex, fallback));
}

/** The item of a task, without its video. */
export function toItem(
	task: KlingTask,
	{ simplify }: OutputOptions,
	itemIndex: number,
): INodeExecutionData {
	const json = simplify ? simplifyTask(task) : (task.raw as IDataObject);
	return { json, pairedItem: { item: itemIndex } };
}

/** The item of a task of which only the given id is known. */
export function toNamedItem(id: string, itemIndex: number): INodeExecutionData {
	return { json: { task_id: id, task_status: null }, pairedItem: { item: itemIndex } };
}

/**
 * The item of a task, with its video if the user wants it and the task has succeeded.
 *
 * @param stop ends the download
 * @throws KlingError when the video can't be downloaded; the reason of `stop`.
 */
export async function toItemWithVideo(
	context: DownloadContext,
	task: KlingTask,
	options: OutputOptions,
	itemIndex: number,
	stop?: AbortSignal,
): Promise<INodeExecutionData> {
	const item = toItem(task, options, itemIndex);
	if (options.videoField === null || task.status !== 'succeed') return item;
	if (task.videos.length === 0) {
		throw new KlingError('Kling says that the video is ready, but gives no link to it', {
			kind: 'task',
			advice:
				'Videos are deleted 30 days after they were made. If this one is newer, try Get again.',
			requestId: task.requestId ?? undefined,
			taskId: task.id,
		});
	}
	return { ...item, binary: await downloadVideos(context, task, options.videoField, stop) };
}

/**
 * Like {@link toItemWithVideo}, but never loses the item: if the video can't be downloaded, the
 * item comes without it and gives the reason in `download_error`.
 *
 * @param stop ends the download
 * @throws the reason of `stop`.
 */
export async function toItemWithVideoOrReason(
	context: DownloadContext,
	task: KlingTask,
	options: OutputOptions,
	itemIndex: number,
	stop?: AbortSignal,
): Promise<INodeExecutionData> {
	try {
		return await toItemWithVideo(context, task, options, itemIndex, stop);
	} catch (error) {
		stop?.throwIfAborted();
		return toItemWithoutVideo(task, options, itemIndex, error);
	}
}

/** The item of a task whose video can't be downloaded, with the reason in `download_error`. */
export function toItemWithoutVideo(
	task: KlingTask,
	options: OutputOptions,
	itemIndex: number,
	error: unknown,
): INodeExecutionData {
	const item = toItem(task, options, itemIndex);
	return { ...item, json: { ...item.json, download_error: describeError(error) } };
}
