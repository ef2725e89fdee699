import type { Clock } from '../../../../kling/clock';

/**
 * Longer than the time in which n8n 1.x lets two callbacks resume the same execution (n8n facts
 * §14).
 */
const REMEMBERED_MS = 60_000;

/** What this process is about to resume, while it downloads the videos. */
const resuming = new Set<string>();

/** What n8n was told to resume, and when by the monotonic clock; oldest first. */
const resumed = new Map<string, number>();

/** The response to a callback that comes too late to resume anything. */
export interface TooLate {
	status: number;
	reason: string;
}

/**
 * Does the work that leads to resuming an execution, unless another callback has done so: n8n 1.x
 * would run the following nodes once for each of them.
 *
 * In case n8n didn't resume the execution although it was told to, a callback a minute later can do
 * so.
 *
 * @param key identifies the execution and the tasks that it waits for, which change within a loop
 */
export async function resumeOnce<T>(
	key: string,
	clock: Pick<Clock, 'monotonic'>,
	work: () => Promise<T>,
): Promise<T | TooLate> {
	forget(clock.monotonic() - REMEMBERED_MS);
	if (resumed.has(key)) return { status: 200, reason: 'already resumed' };
	// No 2xx, so that Kling calls again in case this process ends before the execution is resumed.
	if (resuming.has(key)) return { status: 503, reason: 'already resuming' };
	resuming.add(key);
	try {
		const result = await work();
		resumed.set(key, clock.monotonic());
		return result;
	} finally {
		resuming.delete(key);
	}
}

function forget(before: number): void {
	for (const [key, at] of resumed) if (at < before) resumed.delete(key);
}
