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
 * The state of a task (API §2). `unrecognized` stands for any word that no known host uses; such a
 * task counts as still running.
 */
export type TaskStatus = 'submitted' | 'processing' | 'succeed' | 'failed' | 'unrecognized';

/** A motion-control task, in the same form whichever API or gateway it comes from. */
export interface KlingTask {
	/** 18 digits from Kling, anything from gateways: always text, never a number. */
	id: string;
	status: TaskStatus;
	/** The status in the host's own words, a known one in lower case; empty while the host gives none. */
	statusText: string;
	/** Why the task failed. */
	statusMessage: string | null;
	externalId: string | null;
	videos: KlingVideo[];
	/** Units charged to a resource pack; null while unknown. */
	unitsCharged: number | null;
	/** Money charged to the account's balance; null when the task was paid for in units. */
	moneyCharged: number | null;
	/** The currency of {@link moneyCharged}, such as `USD`; null when the host doesn't say. */
	currency: string | null;
	/** Unix time in milliseconds. */
	createdAt: number | null;
	/** Unix time in milliseconds. */
	updatedAt: number | null;
	/** When Kling deletes the videos, as Unix time in milliseconds; null while there are none. */
	expiresAt: number | null;
	/** The id of the response that described the task; Kling's support asks for it. */
	requestId: string | null;
	/**
	 * The task as the host sent it, except that its id is always one that the host accepts in a
	 * query.
	 */
	raw: JsonObject;
}

/** Whether the task has ended, successfully or not. */
export function isFinal(task: KlingTask): boolean {
	return task.status === 'succeed' || task.status === 'failed';
}

/** Whether the task has failed. */
export function isFailed(task: KlingTask): boolean {
	return task.status === 'failed';
}

/** Whether the id, a task id or an external one, names this task. */
export function isNamedBy(task: KlingTask, id: string): boolean {
	return task.id === id || task.externalId === id;
}
