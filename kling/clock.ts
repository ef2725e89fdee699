/** The domain's only source of time, so that a test can let hours pass in an instant. */
export interface Clock {
	/**
	 * Unix time in milliseconds. It jumps when the machine's clock is set, so durations need {@link
	 * monotonic}.
	 */
	now(): number;
	/**
	 * Milliseconds since an arbitrary moment. They pass evenly, even if the machine's clock is set.
	 */
	monotonic(): number;
	/**
	 * Resolves after a number of milliseconds; rejects at once when the execution is stopped or the
	 * signal is aborted.
	 */
	sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
	/** A number from 0 to 1, for jitter. */
	random(): number;
}

/** Longer sleeps are made of several: a timer holds at most 2^31 − 1 ms, less than 25 days. */
const LONGEST_TIMER_MS = 24 * 60 * 60 * 1000;

/** Sleeps for any length of time. Setting the machine's clock neither shortens nor lengthens it. */
export async function sleepLong(
	clock: Clock,
	milliseconds: number,
	signal: AbortSignal,
): Promise<void> {
	for (let rest = milliseconds; rest > 0; rest -= LONGEST_TIMER_MS) {
		await clock.sleep(Math.min(rest, LONGEST_TIMER_MS), signal);
	}
}
