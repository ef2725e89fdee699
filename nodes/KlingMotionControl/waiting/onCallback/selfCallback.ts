import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import type { Clock } from '../../../../kling/clock';
import type { KlingTask } from '../../../../kling/task';

/** Who may call an execution. */
type CallContext = IExecuteFunctions | IWebhookFunctions;

/** By the first one, n8n has nearly always stored the execution. */
const DELAYS_MS = [5_000, 20_000, 60_000];
const TIMEOUT_MS = 30_000;

/**
 * Calls the parked execution back in Kling's place, once, a moment later. Between the last look at the
 * tasks and the moment when the execution is stored, n8n refuses callbacks, and Kling may not repeat
 * them. Whoever receives this one asks Kling, as with any callback.
 *
 * In the background: the execution is stored only after the node has returned.
 */
export function callBackLater(
	context: IExecuteFunctions,
	clock: Clock,
	resumeUrl: string,
	task: KlingTask,
): void {
	void callUntilTaken(context, clock, resumeUrl, task).catch(() => {
		// The user has stopped the execution.
	});
}

async function callUntilTaken(
	context: IExecuteFunctions,
	clock: Clock,
	url: string,
	task: KlingTask,
): Promise<void> {
	for (const delay of DELAYS_MS) {
		await clock.sleep(delay);
		try {
			await callExecution(context, url, task);
			return;
		} catch {
			// Not stored yet, or already over: the next try tells.
		}
	}
}

/**
 * Calls a parked execution back in Kling's place.
 *
 * @throws an error when n8n refuses the call: the execution isn't stored yet, or not parked any more.
 */
export async function callExecution(
	context: CallContext,
	url: string,
	{ id }: Pick<KlingTask, 'id'>,
): Promise<void> {
	const body = { task_id: id, task_status: 'processing' };
	await context.helpers.httpRequest({ method: 'POST', url, body, timeout: TIMEOUT_MS });
}
