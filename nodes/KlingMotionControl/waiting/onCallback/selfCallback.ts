import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import type { Clock } from '../../../../kling/clock';
import type { KlingTask } from '../../../../kling/task';
import { callSelfUntilTaken } from '../../../common/selfCalls';
import { callWhenStarted } from '../../../common/startUp';

/** The contexts in which an execution can be called. */
type CallContext = IExecuteFunctions | IWebhookFunctions;

/** After this time, n8n has nearly always stored the execution. */
const STORED_AFTER_MS = 5_000;
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
	void callSelfUntilTaken(clock, STORED_AFTER_MS, async () => {
		await callExecution(context, resumeUrl, task);
	}).catch(() => {
		// The user has stopped the execution.
	});
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

/** Calls a parked execution once n8n has started, in place of a callback that came too early. */
export function callExecutionWhenStarted(
	context: IWebhookFunctions,
	task: Pick<KlingTask, 'id'>,
): void {
	const resumeUrl = context.evaluateExpression('{{ $execution.resumeUrl }}') as string;
	callWhenStarted(context, resumeUrl, async (url) => {
		await callExecution(context, url, task);
	});
}
