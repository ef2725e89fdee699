import { KlingError } from '../errors';
import type { KlingTask } from '../task';

/** Kling's reasons for a failed task (API §3), and what helps. */
const ADVICE: Array<[RegExp, string]> = [
	[
		/risk control|sensitive|policy|violat/i,
		'Kling moderates what it makes. Change the prompt, the image or the video.',
	],
	[
		/image pixel/i,
		'Use an image with 300 to 65536 pixels on each side, the longer side at most 2.5 times the shorter.',
	],
	[
		/upper body|image recognition/i,
		'Use an image that shows one character from the front, at least from head to waist.',
	],
	[
		/contents? of the file/i,
		'Kling could not fetch the image or the video. Its URL must be public, need no login, and point directly to the file.',
	],
];
const OTHER = 'Change the image, the video or the prompt, then run the node again.';

/** The error of a task that failed: Kling's reason and what helps. */
export function taskFailure(task: KlingTask): KlingError {
	const reason = task.statusMessage ?? 'Kling gave no reason';
	const [, advice] = ADVICE.find(([pattern]) => pattern.test(reason)) ?? [null, OTHER];
	return new KlingError(`The task failed: ${reason}`, {
		kind: 'task',
		advice,
		requestId: task.requestId ?? undefined,
		taskId: task.id,
		externalTaskId: task.externalId ?? undefined,
	});
}

/**
 * The error of an item whose own external task id belongs to a task that has failed in an earlier try.
 *
 * @param reason why it has failed; null when that isn't known
 */
export function spentIdError(externalId: string, reason: string | null): KlingError {
	const why = reason === null ? '' : `: ${reason}`;
	return new KlingError(
		`The video with the External Task ID "${externalId}" has failed in an earlier try${why}`,
		{
			kind: 'task',
			advice:
				'Kling never uses an external task ID twice. For another try, enter another one, or leave the field empty. Nothing was sent to Kling for this item.',
			externalTaskId: externalId,
		},
	);
}

/**
 * The error of a task that hasn't ended in time.
 *
 * @param id what named the task
 * @param task as it was seen last; null when it was not seen
 * @param minutes the time limit
 * @param lastQuery why the last query failed, if it did
 */
export function timeLimitError(
	id: string,
	task: KlingTask | null,
	minutes: number,
	lastQuery: KlingError | null,
): KlingError {
	const cause = lastQuery ? ` The last query failed: ${lastQuery.message}.` : '';
	return new KlingError(
		`The task had not ended after ${minutes} minutes (last known status: ${task?.statusText ?? 'unknown'}).${cause}`,
		{
			kind: 'task',
			advice:
				'It goes on at Kling and is not lost: use the operation Wait with its task ID, or raise Time Limit for the next one.',
			requestId: lastQuery?.requestId ?? task?.requestId ?? undefined,
			taskId: task?.id ?? id,
			externalTaskId: task?.externalId ?? undefined,
		},
	);
}
