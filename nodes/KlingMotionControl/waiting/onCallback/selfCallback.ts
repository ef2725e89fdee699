import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import type { Clock } from '../../../../kling/clock';
import type { KlingTask } from '../../../../kling/task';

/** The contexts in which an execution can be called. */
type CallContext = IExecuteFunctions | IWebhookFunctions;

/** After the first delay, n8n has nearly always stored the execution. */
const DELAYS_MS = [5_000, 20_000, 60_000];
const TIMEOUT_MS = 30_000;

/**
 * Calls the parked execution once, a moment later, in Kling's place. Between the last query for the
 * tasks and the moment when the execution is stored, n8n refuses callbacks, and Kling may not
 * repeat them. The receiver of this call asks Kling, as with any callback.
 *
 * Runs in the background, because the execution is stored only after the node has returned.
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
			// The execution isn't stored yet, or is already over. The next try will show.
		}
	}
}

/**
 * Calls a parked execution back in Kling's place.
 *
 * @throws an error when n8n refuses the call: the execution isn't stored yet, or is no longer
 * parked.
 */
export async function callExecution(
	context: CallContext,
	url: string,
	{ id }: Pick<KlingTask, 'id'>,
): Promise<void> {
	const body = { task_id: id, task_status: 'processing' };
	await context.helpers.httpRequest({ method: 'POST', url, body, timeout: TIMEOUT_MS });
}
