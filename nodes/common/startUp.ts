import { processClock } from './clock';
import { callSelfUntilTaken } from './selfCalls';

/** n8n's recovery follows the first calls within seconds; a slow machine has a minute. */
const RECOVERY_MS = 60_000;
const CHECK_AGAIN_MS = 1000;
const MAX_HELD = 10_000;

/** Whether n8n has been seen to do what follows its recovery. */
let hasActivated = false;

/**
 * When the first call got through to a webhook of ours, Unix time in milliseconds. Not when the process has
 * started: before it lets anything through, n8n may migrate its database for any length of time.
 */
let firstCallAt: number | null = null;

/** What will be called when n8n has started, however often it is called until then. */
const held = new Set<string>();

/** n8n activates triggers and polls them only when its recovery is over. */
export function noteActivation(): void {
	hasActivated = true;
}

/**
 * Whether what a call starts or resumes now may end as crashed: when n8n starts, it takes calls some seconds
 * before its recovery takes everything that runs for interrupted by its end (n8n facts §14). To be asked with
 * each call.
 */
export function isStarting(): boolean {
	const now = processClock.now();
	firstCallAt ??= now;
	return !hasActivated && now < firstCallAt + RECOVERY_MS;
}

/**
 * Makes a call to a webhook of this n8n in place of the one that came too early, when n8n has started. In the
 * background.
 *
 * @param key what tells the call from all others
 */
export function callWhenStarted(key: string, call: () => Promise<unknown>): void {
	if (held.has(key) || held.size >= MAX_HELD) return;
	held.add(key);
	void callLater(call).finally(() => held.delete(key));
}

async function callLater(call: () => Promise<unknown>): Promise<void> {
	while (isStarting()) await processClock.sleep(CHECK_AGAIN_MS);
	await callSelfUntilTaken(processClock, 0, call);
}
