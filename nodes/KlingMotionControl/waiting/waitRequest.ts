import type { Clock } from '../../../kling/clock';
import type { Account } from '../../common/account';
import type { CreatedTask } from '../../common/errors';
import type { StartedItem } from '../../common/startedItem';
import type { WaitingOptions } from '../input/waiting';

/** What to wait for, and how. */
export interface WaitRequest {
	account: Account;
	clock: Clock;
	/** Where Kling notifies this execution; null to poll instead. */
	resumeUrl: string | null;
	/** How each item waits. */
	options: WaitingOptions[];
	/**
	 * Names the task of an item, or creates it. Called again for each further try.
	 *
	 * @param signal aborted when no further task may be created
	 */
	start: (itemIndex: number, signal: AbortSignal) => Promise<StartedItem>;
	/** Notes that the task of an item has failed. */
	noteFailure: (itemIndex: number) => void;
	/** The tasks that were created so far, for an error that ends the wait. */
	created: () => CreatedTask[];
}
