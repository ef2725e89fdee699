import { endSentence, KlingError } from '../errors';
import type { KlingTask } from '../task';

const GOOD_VIDEO =
	'The reference video should show one person, with head and upper body in view from the first frame to the last and not small, in one take without cuts or very fast motion.';
const GOOD_IMAGE =
	'The image should show one character, with head and at least the upper body in view and not small.';

const SAME_POSE = `Change the image or the video: both should show the same part of the body, in a similar pose at the beginning. ${GOOD_VIDEO}`;

/** What Kling's reason for a failed task matches (API §3), all of it, and what helps. The first match counts. */
const ADVICE: Array<[RegExp[], string]> = [
	[
		[/risk control|sensitive|policy|violat/i],
		'Kling moderates what it makes. A second try with the same inputs often passes; if it does not, change the prompt, the image or the video.',
	],
	[
		[/contents? of the file/i],
		'Kling could not fetch the image or the video. Its URL must be public, need no login, and point directly to the file.',
	],
	[
		[/generation error/i],
		'Kling often succeeds with the same inputs at a second try: run the node again.',
	],
	[
		[/image/i, /image pixel|resolution|aspect ratio/i],
		'Change the image: 300 to 65536 pixels on each side, the longer side at most 2.5 times the shorter.',
	],
	[
		[/video/i, /pixel|resolution|aspect ratio|duration|too (?:short|long)/i],
		'Change the video: 340 to 3850 pixels on each side, at least 3 seconds, at most 10 with the orientation Match Image and 30 with Match Video.',
	],
	[[/pose/i], SAME_POSE],
	[[/image/i, /\b(?:or|and)\b/i, /video|frame/i], SAME_POSE],
	[
		[/\bvideo\b|first frame|motion|too many (people|persons)|multiple (people|persons)/i],
		`Change the video, the image may be fine. ${GOOD_VIDEO}`,
	],
	[[/\bimage\b/i], `Change the image. ${GOOD_IMAGE}`],
	[[/upper body|body/i], `Change the image or the video. ${GOOD_IMAGE} ${GOOD_VIDEO}`],
];
const OTHER = 'Change the image, the video or the prompt, then run the node again.';

/** The error for a task that failed: Kling's reason, and what helps. */
export function taskFailure(task: KlingTask): KlingError {
	const reason = task.statusMessage ?? 'Kling gave no reason';
	const fits = ([patterns]: [RegExp[], string]) =>
		patterns.every((pattern) => pattern.test(reason));
	const [, advice] = ADVICE.find(fits) ?? [null, OTHER];
	return new KlingError(`Kling could not make the video: ${reason}`, {
		kind: 'task',
		advice,
		requestId: task.requestId ?? undefined,
		taskId: task.id,
		externalTaskId: task.externalId ?? undefined,
	});
}

/**
 * The error for an item whose External Task ID belongs to a task that failed in an earlier try.
 *
 * @param reason why the task failed; null when unknown
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
 * The error for a task that hasn't ended in time.
 *
 * @param id the id that was waited for, of the task or external
 * @param task the task as last seen; null when it was never seen
 * @param minutes the time limit
 * @param lastQuery why the last query failed, if it did
 */
export function timeLimitError(
	id: string,
	task: KlingTask | null,
	minutes: number,
	lastQuery: KlingError | null,
): KlingError {
	const cause = lastQuery
		? ` The last query for it went wrong: ${endSentence(lastQuery.message)}`
		: '';
	return new KlingError(`The video was not finished after ${minutes} minutes`, {
		kind: 'task',
		advice: `Its last known status is "${task?.statusText ?? 'unknown'}".${cause} Kling goes on making it, and nothing is lost: use the operation Wait with its task ID, or raise Time Limit for the next one.`,
		requestId: lastQuery?.requestId ?? task?.requestId ?? undefined,
		taskId: task?.id ?? id,
		externalTaskId: task?.externalId ?? undefined,
	});
}
