import type { Clock } from '../../kling/clock';
import { createLimiter } from '../../kling/concurrency';

const RETRY_DELAYS_MS = [20_000, 60_000];

/** Limited, because each call costs n8n memory, and many may be due at the same time. */
const limit = createLimiter(5);

/**
 * Calls a webhook of this n8n until it accepts the call, at most three times.
 *
 * @param call is told the number of the try, from 0
 * @throws when the sleep of the clock does: the user has stopped the execution.
 */
export async function callSelfUntilTaken(
	clock: Clock,
	firstDelayMs: number,
	call: (attempt: number) => Promise<unknown>,
): Promise<void> {
	for (const [attempt, delayMs] of [firstDelayMs, ...RETRY_DELAYS_MS].entries()) {
		await clock.sleep(delayMs);
		try {
			await limit(async () => await call(attempt));
			return;
		} catch {
			// The webhook isn't ready yet, or no longer exists. The next try will show.
		}
	}
}
