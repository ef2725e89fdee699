import { parseJson } from '../json';
import { type KlingTask } from '../task';
import { parseTask } from '../api/parseTask';

/** A callback with one task has about 1 kB; this leaves room for long signed URLs. */
export const MAX_CALLBACK_BYTES = 64 * 1024;

const STATUSES = ['submitted', 'processing', 'succeed', 'failed'];
/** Any id that Kling or a gateway makes, and nothing that means something else in a URL. */
const ID = /^(?!\.+$)[\w.:~-]{1,128}$/;

/**
 * Reads the body of a callback (API §5): the task alone, without the envelope of the other answers.
 * A callback is a hint by anybody; the truth is one query away.
 *
 * @returns null for everything that isn't a task of Kling's
 */
export function parseCallback(body: Buffer): KlingTask | null {
	if (body.length > MAX_CALLBACK_BYTES) return null;
	const task = parseTask(parseOrNull(body.toString('utf8')));
	if (task === null || !ID.test(task.id)) return null;
	// A callback is about a status, so it has one in words.
	return task.statusText !== '' && STATUSES.includes(task.status) ? task : null;
}

function parseOrNull(text: string): unknown {
	try {
		return parseJson(text);
	} catch {
		return null;
	}
}
