import { setTimeout as sleep } from 'node:timers/promises';

const INTERVAL_MS = 5;

/** Waits until a condition is true; rejects when that takes longer than the deadline. */
export async function pollUntil(
	condition: () => boolean | Promise<boolean>,
	deadlineMs = 20_000,
): Promise<void> {
	const end = Date.now() + deadlineMs;
	while (!(await condition())) {
		if (Date.now() > end) throw new Error(`Not within ${deadlineMs} ms: ${condition.toString()}`);
		await sleep(INTERVAL_MS);
	}
}
