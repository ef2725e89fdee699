import type { IExecuteFunctions } from 'n8n-workflow';
import type { Clock } from '../../../../kling/clock';
import type { KlingTask } from '../../../../kling/task';

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
	const body = { task_id: task.id, task_status: 'processing' };
	void callUntilTaken(context, clock, resumeUrl, body).catch(() => {
		// The user has stopped the execution.
	});
}

async function callUntilTaken(
	context: IExecuteFunctions,
	clock: Clock,
	url: string,
	body: object,
): Promise<void> {
	for (const delay of DELAYS_MS) {
		await clock.sleep(delay);
		try {
			await context.helpers.httpRequest({ method: 'POST', url, body, timeout: TIMEOUT_MS });
			return;
		} catch {
			// Not stored yet, or already over: the next try tells.
		}
	}
}
