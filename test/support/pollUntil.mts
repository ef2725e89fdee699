import { setTimeout as sleep } from 'node:timers/promises';

const SHORTEST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 250;

/**
 * Waits until a condition is true; rejects when that takes longer than the deadline. A condition that
 * takes long to find out, such as one that asks n8n, is checked less often, so that checking doesn't
 * slow down what is being waited for.
 */
export async function pollUntil(
	condition: () => boolean | Promise<boolean>,
	deadlineMs = 20_000,
): Promise<void> {
	const end = Date.now() + deadlineMs;
	for (;;) {
		const checkedAt = performance.now();
		if (await condition()) return;
		if (Date.now() > end) throw new Error(`Not within ${deadlineMs} ms: ${condition.toString()}`);
		const pause = 10 * (performance.now() - checkedAt);
		await sleep(Math.min(Math.max(pause, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS));
	}
}
