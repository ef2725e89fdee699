import type { KlingTask } from '../../kling/task';
import type { OutputOptions } from './output';

/** The task that an item has started or named. */
export interface StartedItem {
	/** A task id, or an external id with which the user has named an existing task. */
	id: string;
	/** The task as last seen; null when only its id is known. */
	task: KlingTask | null;
	/** Whether the task was created a moment ago, so that it can't have ended yet. */
	isNew: boolean;
	/** Whether Kling notifies this execution when the task has ended. */
	isCalledBack: boolean;
	output: OutputOptions;
}
