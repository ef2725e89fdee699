import type { IPollFunctions } from 'n8n-workflow';
import { createClock } from '../common/clock';
import { triggerKeyOf } from './triggerKey';

/** How long n8n may take to store what a poll has brought, even on a busy machine. */
const STORED_WITHIN_MS = 30_000;

/** The triggers that are being polled in this process. */
const polled = new Set<string>();

/** A poll that has brought something. */
interface Delivery {
	context: IPollFunctions;
	/** When it ended, on the monotonic clock. */
	at: number;
}

/** The last delivery of each trigger in this process. */
const deliveries = new Map<string, Delivery>();

/**
 * Polls, unless this poll would find what the previous one has found: n8n neither waits until that
 * one has ended, nor until it has stored its cursor. The next poll finds what a skipped one would
 * have found.
 */
export async function oneAtATime<T>(
	context: IPollFunctions,
	poll: () => Promise<T | null>,
): Promise<T | null> {
	// A test in the editor is independent of the published workflow.
	if (context.getMode() === 'manual') return await poll();
	const trigger = triggerKeyOf(context);
	if (polled.has(trigger) || isBeingStored(trigger, context)) return null;
	polled.add(trigger);
	try {
		const found = await poll();
		if (found !== null) deliveries.set(trigger, { context, at: now(context) });
		return found;
	} finally {
		polled.delete(trigger);
	}
}

/**
 * Whether the cursor that n8n has given to this poll may be older than the last delivery. Polls with
 * the same context share their cursor; with durable cursors, n8n reads it anew for each poll (n8n
 * facts §14). The poll at a publication needs none.
 */
function isBeingStored(trigger: string, context: IPollFunctions): boolean {
	const last = deliveries.get(trigger);
	if (!last || last.context === context || context.getActivationMode() === 'activate') return false;
	return now(context) - last.at < STORED_WITHIN_MS;
}

function now(context: IPollFunctions): number {
	return createClock(context).monotonic();
}
