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
	/** The status as the host words it, in lower case; empty when it doesn't word any yet. */
	statusText: string;
	/** Why the task failed. */
	statusMessage: string | null;
	externalId: string | null;
	videos: KlingVideo[];
	/** Units of a resource pack that were paid; null while nothing is known. */
	unitsCharged: number | null;
	/** Money that was paid from the account's balance; null where it pays in units. */
	moneyCharged: number | null;
	/** Of {@link moneyCharged}, such as `USD`; null where the host doesn't say. */
	currency: string | null;
	/** Unix time in milliseconds. */
	createdAt: number | null;
	/** Unix time in milliseconds. */
	updatedAt: number | null;
	/** When Kling deletes the videos, as Unix time in milliseconds; null while there are none. */
	expiresAt: number | null;
	/** Of the answer that told of the task; what Kling's support asks for. */
	requestId: string | null;
	/** The object as it came, under the id by which the host can be asked for it. */
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
