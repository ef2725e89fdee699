import type { KlingClient } from '../api/client';
import type { Clock } from '../clock';
import { KlingError, rethrow } from '../errors';
import type { JsonObject } from '../json';
import { withRetries } from '../api/retries';
import type { KlingTask } from '../task';

const LOOK_UP_DELAYS_MS = [500, 2000, 5000];

/**
 * Creates a task and never two: a create that may have worked is not sent again, its task is looked up
 * by the external id instead (API §6).
 *
 * @param body with an `external_task_id`
 * @param options.lookUpFirst for a repeated run (n8n's Retry On Fail), whose task may exist already
 * @param options.onExisting called when the task was there before, whoever made it
 * @param options.signal aborted when nothing more may be created; a task that may exist is still looked up
 * @throws KlingError; carries the external id, so that the user can find the task whatever happened.
 */
export async function createTask(
	client: KlingClient,
	body: JsonObject & { external_task_id: string },
	clock: Clock,
	options: { lookUpFirst: boolean; onExisting?: () => void; signal?: AbortSignal },
): Promise<KlingTask> {
	const externalId = body.external_task_id;
	const lookUp = async () => await findTask(client, externalId, clock);
	const create = async () => {
		options.signal?.throwIfAborted();
		return await client.create(body);
	};
	try {
		const existing = options.lookUpFirst ? await lookUp() : null;
		if (existing) options.onExisting?.();
		return withExternalId(existing ?? (await submit(create, clock, lookUp)), externalId);
	} catch (error) {
		if (error instanceof KlingError) {
			error.externalTaskId = externalId;
			// The look-up's own "task id" is the external one.
			if (error.taskId === externalId) error.taskId = undefined;
		}
		return rethrow(error);
	}
}

async function submit(
	create: () => Promise<KlingTask>,
	clock: Clock,
	lookUp: () => Promise<KlingTask | null>,
): Promise<KlingTask> {
	try {
		// Refusals for rate or quota prove that nothing was made; only they are sent again.
		return await withRetries(clock, create, (error) => !error.ambiguous);
	} catch (error) {
		if (!(error instanceof KlingError)) rethrow(error);
		if (error.ambiguous)
			return (await findLostTask(clock, lookUp)) ?? rethrow(unknownOutcome(error));
		if (isRefusedId(error)) {
			return (await lookUp().catch(ignoreKlingError)) ?? rethrow(refusedId(error));
		}
		return rethrow(error);
	}
}

/** Kling may need a moment until a task whose answer was lost can be asked for. */
async function findLostTask(
	clock: Clock,
	lookUp: () => Promise<KlingTask | null>,
): Promise<KlingTask | null> {
	for (const delay of LOOK_UP_DELAYS_MS) {
		await clock.sleep(delay);
		const task = await lookUp().catch(ignoreKlingError);
		if (task) return task;
	}
	return null;
}

/** What a look-up can't tell stays as uncertain as the create left it; a stop by the user goes through. */
function ignoreKlingError(error: unknown): null {
	if (error instanceof KlingError) return null;
	throw error;
}

/** "external_task_id already exists" in whatever words: the task of an earlier try is there. */
function isRefusedId(error: KlingError): boolean {
	return error.kind === 'refused' && /external.?task.?id/i.test(error.message);
}

async function findTask(
	client: KlingClient,
	externalId: string,
	clock: Clock,
): Promise<KlingTask | null> {
	try {
		return await withRetries(clock, () => client.get(externalId));
	} catch (error) {
		// A gateway without this query may answer with its web server's own 404 page.
		if (error instanceof KlingError && (error.kind === 'notFound' || error.httpStatus === 404)) {
			return null;
		}
		return rethrow(error);
	}
}

function unknownOutcome(error: KlingError): KlingError {
	return reword(
		error,
		`It is not certain whether Kling created the task. ${error.message}`,
		'The task could not be found by its external task ID, and sending it again could be charged twice, so the node stopped. Look for the task with Get (by the external task ID) or Get Many before you run it again.',
	);
}

function refusedId(error: KlingError): KlingError {
	return reword(
		error,
		error.message,
		'A task with this external task ID may exist already, but could not be found by it: look for it with Get Many. If there is none, or for another task, choose another External Task ID.',
	);
}

/** The error for a task that may exist: final, because sending it again could be charged twice. */
function reword(error: KlingError, message: string, advice: string): KlingError {
	const { kind, ambiguous, httpStatus, code, requestId } = error;
	return new KlingError(message, { kind, advice, ambiguous, httpStatus, code, requestId });
}

/** The answer to a create seldom repeats the external id; the user needs it all the same. */
function withExternalId(task: KlingTask, externalId: string): KlingTask {
	return { ...task, externalId: task.externalId ?? externalId };
}
