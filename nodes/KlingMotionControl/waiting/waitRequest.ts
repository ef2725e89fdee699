import type { Clock } from '../../../kling/clock';
import type { KlingTask } from '../../../kling/task';
import type { Account } from '../../common/account';
import type { CreatedTask } from '../../common/errors';
import type { Reactions } from '../input/waiting';

/** What an operation wants waited for. */
export interface WaitRequest {
	account: Account;
	clock: Clock;
	/** Where Kling calls this execution back; null to ask Kling again and again instead. */
	resumeUrl: string | null;
	/** For tasks that may have ended already. */
	askAtOnce: boolean;
	/**
	 * Names the task of an item, or creates it, unless there are problems with the item or the signal
	 * says that it is too late.
	 */
	start: (
		itemIndex: number,
		problems: string[],
		signal?: AbortSignal,
	) => KlingTask | Promise<KlingTask>;
	/** Filled while the tasks start. */
	created: CreatedTask[];
	/** What to do at other ends than a video; without, what the user has chosen. */
	reactions?: Reactions;
	/** Whether Kling will call back about all tasks; asked when they have started. */
	isCalledBack: () => boolean;
}
