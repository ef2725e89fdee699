import { isObject, numberOf } from '../json';
import type { KlingTask } from '../task';

/** A task of which the host says when it was created. */
export type ListedTask = KlingTask & {
	/** Unix time in milliseconds. */
	createdAt: number;
};

/**
 * Where the last look at an account's tasks left off: plain JSON, as large as what runs, however much
 * has ended. Tasks stand in it by id, with the time of their creation.
 */
export interface TaskCursor {
	/** Creation of the newest task that was seen; Unix time in milliseconds. */
	newest: number;
	/** Tasks that were created about then, and are not new for this reason. */
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

/** A cursor whose next look finds these tasks again, which have ended, but are more than can be used now. */
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
