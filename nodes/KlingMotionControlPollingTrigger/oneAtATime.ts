import type { IPollFunctions } from 'n8n-workflow';

/** Triggers that are being polled in this process. */
const polled = new Set<string>();

/**
 * Polls unless the poll before is not through: n8n doesn't wait for it, and both would find the same
 * videos. What this one leaves out, the next one finds.
 */
export async function oneAtATime<T>(
	context: IPollFunctions,
	poll: () => Promise<T>,
): Promise<T | null> {
	// A test in the editor has nothing to do with the published workflow.
	if (context.getMode() === 'manual') return await poll();
	const trigger = `${context.getWorkflow().id} ${context.getNode().id}`;
	if (polled.has(trigger)) return null;
	polled.add(trigger);
	try {
		return await poll();
	} finally {
		polled.delete(trigger);
	}
}
