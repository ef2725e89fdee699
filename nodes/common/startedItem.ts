import type { KlingTask } from '../../kling/task';

/** The task of an item that has been started, or named. */
export interface StartedItem {
	/** A task id, or an external id that the user has given for a task that exists. */
	id: string;
	/** As it was seen last; null when nothing is known but its id. */
	task: KlingTask | null;
	/** Whether it was created a moment ago: it can't have ended yet. */
	isNew: boolean;
	/** Whether Kling notifies this very execution when the task has ended. */
	isCalledBack: boolean;
}
