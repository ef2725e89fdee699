import type { IPollFunctions } from 'n8n-workflow';
import { triggerKeyOf } from './triggerKey';

/** The triggers that are being polled in this process. */
const polled = new Set<string>();

/**
 * Polls, unless the previous poll is still running: n8n doesn't wait for it, and both would find
 * the same videos. The next poll finds what a skipped one would have found.
 */
export async function oneAtATime<T>(
	context: IPollFunctions,
	poll: () => Promise<T>,
): Promise<T | null> {
	// A test in the editor is independent of the published workflow.
	if (context.getMode() === 'manual') return await poll();
	const trigger = triggerKeyOf(context);
	if (polled.has(trigger)) return null;
	polled.add(trigger);
	try {
		return await poll();
	} finally {
		polled.delete(trigger);
	}
}
