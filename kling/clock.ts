/** Time as the domain sees it, so that tests can run hours in no time. */
export interface Clock {
	/** Unix time in milliseconds. */
	now(): number;
	/** Resolves after so many milliseconds; rejects at once when the execution is stopped. */
	sleep(milliseconds: number): Promise<void>;
	/** A number from 0 to 1, for jitter. */
	random(): number;
}
