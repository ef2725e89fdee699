import { KlingError, type Retry } from '../../kling/errors';
import type { KlingTask } from '../../kling/task';
import { cancelSignalOf, type DownloadContext } from './context';

/** What to do about a video that could not be downloaded or stored. */
export const HOW_TO_FETCH = 'The video is made and paid for: fetch it with Get and Download Video.';

/** The error for a video whose host can't be reached, or whose connection broke. */
export function downloadError(
	context: DownloadContext,
	task: KlingTask,
	cause: KlingError,
): KlingError {
	cancelSignalOf(context)?.throwIfAborted();
	return new KlingError(`The video could not be downloaded. ${cause.message}`, {
		kind: 'network',
		advice: `${HOW_TO_FETCH} ${cause.advice}`,
		retry: cause.retry,
		taskId: task.id,
	});
}

/**
 * The error for a video that is too large. It isn't tried again, because that would only fetch it
 * once more.
 */
export function oversizedVideo(task: KlingTask): KlingError {
	return deliveryError(task, 'it has more than 1 GB, as no video of Kling’s has', {
		retry: 'never',
	});
}

/**
 * The error for a video of which the host sent something else.
 *
 * @param problem ends a sentence such as "The video could not be downloaded: …"
 */
export function deliveryError(
	task: KlingTask,
	problem: string,
	details: { retry: Retry; httpStatus?: number },
): KlingError {
	return new KlingError(`The video could not be downloaded: ${problem}`, {
		kind: 'task',
		advice: `${HOW_TO_FETCH} Links expire, and videos are deleted 30 days after they were made.`,
		taskId: task.id,
		...details,
	});
}
