import type { JsonObject } from './json';

/** A video of a finished task. Kling deletes it 30 days after it was made (API §2). */
export interface KlingVideo {
	id: string | null;
	/** Signed, expires. Its query string must stay as it is. */
	url: string;
	/** Seconds. */
	duration: number | null;
	/** The watermarked copy, when one was asked for. */
	watermarkUrl: string | null;
}

/**
 * How a task stands (API §2). `unrecognized` is every word that no host is known to use: the task is
 * waited for as if it were running.
 */
export type TaskStatus = 'submitted' | 'processing' | 'succeed' | 'failed' | 'unrecognized';

/** A motion-control task, whatever shape the API or a gateway gave it. */
export interface KlingTask {
	/** 18 digits at Kling, anything at gateways: always text, never a number. */
	id: string;
	status: TaskStatus;
	/** The status as the host words it, in lower case. */
	statusText: string;
	/** Why the task failed. */
	statusMessage: string | null;
	externalId: string | null;
	videos: KlingVideo[];
	/** Unix time in milliseconds. */
	createdAt: number | null;
	/** Unix time in milliseconds. */
	updatedAt: number | null;
	/** Of the answer that told of the task; what Kling's support asks for. */
	requestId: string | null;
	/** The object as it came. */
	raw: JsonObject;
}

/** Whether the task has ended, well or badly. */
export function isFinal(task: KlingTask): boolean {
	return task.status === 'succeed' || task.status === 'failed';
}

/** Whether the task has ended badly. */
export function isFailed(task: KlingTask): boolean {
	return task.status === 'failed';
}

/** Whether the id, a task id or an external one, names this task. */
export function isNamedBy(task: KlingTask, id: string): boolean {
	return task.id === id || task.externalId === id;
}

/** A task of which nothing is known yet but its id. */
export function taskNamed(id: string): KlingTask {
	return {
		id,
		status: 'unrecognized',
		statusText: 'unknown',
		statusMessage: null,
		externalId: null,
		videos: [],
		createdAt: null,
		updatedAt: null,
		requestId: null,
		raw: { task_id: id, task_status: 'unknown' },
	};
}

/** Whether nothing is known of the task but its id, which may be an external one. */
export function isOnlyNamed(task: KlingTask): boolean {
	return task.statusText === 'unknown';
}
