import { isObject, numberOf } from '../json';
import type { KlingTask } from '../task';

/** A task whose host says when it was created. */
export type ListedTask = KlingTask & {
	/** Unix time in milliseconds. */
	createdAt: number;
};

/**
 * Where the last look at an account's tasks ended, as plain JSON. Its size depends on how many
 * tasks are running, not on how many have ended. Tasks are listed by id, with the time of their
 * creation.
 */
export interface TaskCursor {
	/** When the newest known task was created; Unix time in milliseconds. */
	newest: number;
	/**
	 * Tasks that were created shortly before and have been seen, so that they don't count as new
	 * again.
	 */
	recent: Record<string, number>;
	/** Tasks that had not ended. */
	running: Record<string, number>;
}

/** Reads a stored cursor; null for anything else. */
export function parseTaskCursor(value: unknown): TaskCursor | null {
	if (!isObject(value)) return null;
	const newest = numberOf(value.newest);
	if (newest === null || !isObject(value.recent) || !isObject(value.running)) return null;
	return { newest, recent: readTimes(value.recent), running: readTimes(value.running) };
}

/**
 * Returns a cursor whose next look finds these tasks again: they have ended, but are too many to be
 * used now.
 */
export function postpone(cursor: TaskCursor, tasks: ListedTask[]): TaskCursor {
	const running = { ...cursor.running };
	for (const { id, createdAt } of tasks) running[id] = createdAt;
	return { ...cursor, running };
}

function readTimes(value: object): Record<string, number> {
	const times: Record<string, number> = {};
	for (const [id, time] of Object.entries(value)) if (typeof time === 'number') times[id] = time;
	return times;
}
