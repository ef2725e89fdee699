import type { Clock } from '../../../kling/clock';
import type { Account } from '../../common/account';
import type { CreatedTask } from '../../common/errors';
import type { StartedItem } from '../../common/startedItem';
import type { WaitingOptions } from '../input/waiting';

/** What an operation wants waited for. */
export interface WaitRequest {
	account: Account;
	clock: Clock;
	/** Where Kling notifies this execution; null to ask Kling again and again instead. */
	resumeUrl: string | null;
	/** How each item waits. */
	options: WaitingOptions[];
	/**
	 * Names the task of an item, or creates it; once more for each further try.
	 *
	 * @param signal aborted when it is too late
	 */
	start: (itemIndex: number, signal: AbortSignal) => Promise<StartedItem>;
	/** Takes down that the task of an item has failed. */
	noteFailure: (itemIndex: number) => void;
	/** The tasks that were created so far, for an error that ends the wait. */
	created: () => CreatedTask[];
}
