/** Time as the domain sees it, so that tests can run hours in no time. */
export interface Clock {
	/** Unix time in milliseconds. */
	now(): number;
	/** Resolves after this many milliseconds; rejects at once when the execution is stopped or the signal is aborted. */
	sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
	/** A number from 0 to 1, for jitter. */
	random(): number;
}

/** What timers can hold is 2^31 − 1 ms, less than 25 days. */
const LONGEST_TIMER_MS = 24 * 60 * 60 * 1000;

/** Sleeps for any length of time. A clock that is set to another time neither ends nor lengthens it. */
export async function sleepLong(
	clock: Clock,
	milliseconds: number,
	signal: AbortSignal,
): Promise<void> {
	for (let rest = milliseconds; rest > 0; rest -= LONGEST_TIMER_MS) {
		await clock.sleep(Math.min(rest, LONGEST_TIMER_MS), signal);
	}
}
