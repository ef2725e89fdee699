import type { Clock } from '../../kling/clock';
import { createLimiter } from '../../kling/concurrency';

const RETRY_DELAYS_MS = [20_000, 60_000];

/** Each call costs n8n memory, and many may be due at the same moment. */
const limit = createLimiter(5);

/** Makes a call to a webhook of this n8n, as soon as not too many others are under way. */
export async function callSelf(call: () => Promise<unknown>): Promise<void> {
	await limit(call);
}

/**
 * Tries to call a webhook of this n8n until it takes the call, three times at most.
 *
 * @throws when the sleep of the clock does: the user has stopped the execution.
 */
export async function callSelfUntilTaken(
	clock: Clock,
	firstDelayMs: number,
	call: () => Promise<unknown>,
): Promise<void> {
	for (const delayMs of [firstDelayMs, ...RETRY_DELAYS_MS]) {
		await clock.sleep(delayMs);
		try {
			await callSelf(call);
			return;
		} catch {
			// Not ready for it yet, or it is over already: the next try tells.
		}
	}
}
