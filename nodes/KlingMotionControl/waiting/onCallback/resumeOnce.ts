import type { Clock } from '../../../../kling/clock';

/** Longer than any two callbacks need that n8n 1.x would let resume the same execution (n8n facts §14). */
const REMEMBERED_MS = 60_000;

/** What this process is about to resume; the videos may take a while. */
const resuming = new Set<string>();

/** What n8n has been told to resume, oldest first, and when. */
const resumed = new Map<string, number>();

/** How a callback is answered that comes too late to resume anything. */
export interface TooLate {
	status: number;
	reason: string;
}

/**
 * Does the work that ends with resuming an execution, unless another callback has brought that about:
 * n8n 1.x would let the nodes behind run for each of them.
 *
 * Should n8n not have gone on although it was told to, a callback that comes a minute later can resume
 * the execution.
 *
 * @param key the execution and the tasks that it waits for: in a loop, these change
 */
export async function resumeOnce<T>(
	key: string,
	clock: Pick<Clock, 'now'>,
	work: () => Promise<T>,
): Promise<T | TooLate> {
	forget(clock.now() - REMEMBERED_MS);
	if (resumed.has(key)) return { status: 200, reason: 'already resumed' };
	// No 2xx: should this process end before the execution goes on, another call is needed.
	if (resuming.has(key)) return { status: 503, reason: 'already resuming' };
	resuming.add(key);
	try {
		const result = await work();
		resumed.set(key, clock.now());
		return result;
	} finally {
		resuming.delete(key);
	}
}

function forget(before: number): void {
	for (const [key, at] of resumed) if (at < before) resumed.delete(key);
}
