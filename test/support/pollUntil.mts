import { setTimeout as sleep } from 'node:timers/promises';
import { pauseAfter } from '../../n8n-runtime/pauseAfter.mts';

const SHORTEST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 250;

/**
 * Waits until a condition is true; rejects when that takes longer than the deadline. A condition that
 * takes long to find out, such as one that asks n8n, is checked less often.
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
		await sleep(pauseAfter(checkedAt, SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS));
	}
}
