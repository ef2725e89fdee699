import { parseJson } from '../json';
import { type KlingTask } from '../task';
import { parseTask } from '../api/parseTask';

/** A callback with one task has about 1 kB; this leaves room for long signed URLs. */
export const MAX_CALLBACK_BYTES = 64 * 1024;

const STATUSES = ['submitted', 'processing', 'succeed', 'failed'];
/**
 * Matches any id that Kling or a gateway makes, and nothing that has a meaning of its own in a URL.
 */
const ID = /^(?!\.+$)[\w.:~-]{1,128}$/;

/**
 * Reads the body of a callback (API §5): the task alone, without an envelope. Anyone can send a
 * callback, so it is only a hint; a query tells the truth.
 *
 * @returns null for anything that isn't a task of Kling's
 */
export function parseCallback(body: Buffer): KlingTask | null {
	if (body.length > MAX_CALLBACK_BYTES) return null;
	const task = parseTask(parseOrNull(body.toString('utf8')));
	if (task === null || !ID.test(task.id)) return null;
	// A callback reports a status, so it can't be empty here.
	return task.statusText !== '' && STATUSES.includes(task.status) ? task : null;
}

function parseOrNull(text: string): unknown {
	try {
		return parseJson(text);
	} catch {
		return null;
	}
}
