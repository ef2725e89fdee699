import type { IWebhookFunctions } from 'n8n-workflow';
import { processClock } from './clock';
import { callSelfUntilTaken } from './selfCalls';
import { localUrlOf } from './webhookRequest';

/** n8n's recovery follows the first calls within seconds. This allows for a slow machine. */
const RECOVERY_MS = 60_000;
const CHECK_AGAIN_MS = 1000;
const MAX_HELD = 10_000;

/** Whether n8n has done something that follows its recovery. */
let hasActivated = false;

/**
 * When the first call reached a webhook of ours, by the monotonic clock. Counted from then, not from
 * the start of the process, because n8n may first migrate its database for any length of time.
 */
let firstCallAt: number | null = null;

/** The webhooks to call once n8n has started; each is called once, however often it was called before. */
const held = new Set<string>();

/** To be called when n8n activates or polls a trigger, which it does only after its recovery. */
export function noteActivation(): void {
	hasActivated = true;
}

/**
 * Whether an execution that is started or resumed now may end as crashed: a starting n8n accepts
 * calls some seconds before its recovery marks all running executions as interrupted (n8n facts
 * §14). To be asked at each call.
 */
export function isStarting(): boolean {
	const now = processClock.monotonic();
	firstCallAt ??= now;
	return !hasActivated && now < firstCallAt + RECOVERY_MS;
}

/**
 * Repeats a call that came too early, once n8n has started: from its own machine, and if that fails,
 * through its public address. Runs in the background.
 *
 * @param publicUrl of the webhook
 */
export function callWhenStarted(
	context: IWebhookFunctions,
	publicUrl: string,
	call: (url: string) => Promise<unknown>,
): void {
	if (held.has(publicUrl) || held.size >= MAX_HELD) return;
	held.add(publicUrl);
	const firstUrl = localUrlOf(context) ?? publicUrl;
	const callLater = async () => {
		while (isStarting()) await processClock.sleep(CHECK_AGAIN_MS);
		await callSelfUntilTaken(processClock, 0, async (attempt) => {
			await call(attempt === 0 ? firstUrl : publicUrl);
		});
	};
	void callLater().finally(() => held.delete(publicUrl));
}
