import type { KlingClient } from '../api/client';
import { backOff, withRetries } from '../api/retries';
import type { Clock } from '../clock';
import { ignoreKlingError, KlingError, rethrow } from '../errors';
import type { JsonObject } from '../json';
import type { KlingTask } from '../task';
import type { ExternalIds } from './externalIds';

const LOOK_UP_DELAYS_MS = [500, 2000, 5000];
/** On hosts that refuse a second task with the same external id. */
const MAX_SENDINGS = 5;

/** A create request: its external id tells whether its task exists. */
export type CreateBody = JsonObject & { external_task_id: string };

/** What has to be taken down of a request, so that no later run sends it a second time. */
export interface CreateJournal {
	/** The request is sent now: from here on, its task may exist. */
	sending(): void;
	/** There is a task. */
	made(task: KlingTask): void;
	/** Nothing was made of the request. */
	notMade(): void;
}

/** What is needed to create a task. */
export interface CreateContext {
	client: KlingClient;
	clock: Clock;
	externalIds: ExternalIds;
	journal: CreateJournal;
	/** Aborted when nothing more may be sent; a task that may exist is still looked for. */
	signal: AbortSignal;
}

/** What is needed to look for one. */
type LookUpContext = Pick<CreateContext, 'client' | 'clock' | 'externalIds'>;

/** A task, and whether it was there before, whoever created it. */
export interface CreateResult {
	task: KlingTask;
	existed: boolean;
}

/**
 * Creates a task and never two (API §6). When nobody can tell whether a request has worked, its task is
 * looked for by the external id. The request is sent again only to hosts that would refuse a second task.
 *
 * @throws KlingError; `ambiguous` when the task may exist all the same.
 */
export async function createTask(context: CreateContext, body: CreateBody): Promise<CreateResult> {
	try {
		const result = await sendSafely(context, body);
		context.journal.made(result.task);
		return result;
	} catch (error) {
		if (error instanceof KlingError && !error.ambiguous) context.journal.notMade();
		return rethrow(error);
	}
}

async function sendSafely(context: CreateContext, body: CreateBody): Promise<CreateResult> {
	try {
		return { task: await sendOnce(context, body), existed: false };
	} catch (error) {
		if (!(error instanceof KlingError)) rethrow(error);
		if (error.ambiguous) return await resolveUnknown(context, body, error);
		if (isTakenId(error)) return await findTaken(context, body, error);
		return rethrow(error);
	}
}

/**
 * The task of a request that an earlier run has sent without a response; null when it was surely not made.
 *
 * @throws KlingError (`ambiguous`) when this host can't tell.
 */
export async function findLostTask(
	context: LookUpContext,
	externalId: string,
): Promise<KlingTask | null> {
	const { task, isCertain } = await lookForLost(context, externalId);
	if (task || isCertain) return task;
	throw unknownOutcome(lostRequest(), isCertain);
}

async function sendOnce(
	{ client, clock, journal, signal }: CreateContext,
	body: CreateBody,
): Promise<KlingTask> {
	const create = async () => {
		signal.throwIfAborted();
		journal.sending();
		return await client.create(body);
	};
	// Only what surely never reached Kling is sent again; the queue for places repeats what was refused.
	return await withRetries(
		clock,
		create,
		({ ambiguous, kind }) => !ambiguous && kind === 'network',
	);
}

/** After a request of which nobody knows whether it has made a task. */
async function resolveUnknown(
	context: CreateContext,
	body: CreateBody,
	cause: KlingError,
): Promise<CreateResult> {
	let error = cause;
	for (let sent = 1; ; sent++) {
		const { task, isCertain } = await lookForLost(context, body.external_task_id);
		if (task) return { task, existed: false };
		if (!isCertain || sent >= MAX_SENDINGS) throw unknownOutcome(error, isCertain);
		await context.clock.sleep(backOff(sent, error, context.clock));
		try {
			return { task: await sendOnce(context, body), existed: false };
		} catch (caught) {
			if (!(caught instanceof KlingError)) rethrow(caught);
			// The refusal proves that the first request has made the task.
			if (isTakenId(caught)) return { ...(await findTaken(context, body, caught)), existed: false };
			if (!caught.ambiguous) rethrow(caught);
			error = caught;
		}
	}
}

/** Looks for a task whose response was lost; a host of which less is known may need a moment to show it. */
async function lookForLost(
	{ client, clock, externalIds }: LookUpContext,
	externalId: string,
): Promise<{ task: KlingTask | null; isCertain: boolean }> {
	for (const delay of LOOK_UP_DELAYS_MS) {
		await clock.sleep(delay);
		const answer = await lookUp();
		if (answer.task || answer.isCertain) return answer;
	}
	return { task: null, isCertain: false };

	async function lookUp() {
		try {
			const task = await externalIds.find(client, clock, externalId);
			return { task, isCertain: await externalIds.canBeReliedOn(client, clock) };
		} catch (error) {
			return { task: ignoreKlingError(error), isCertain: false };
		}
	}
}

/** "External_task_id … already exists", in whatever words. */
function isTakenId(error: KlingError): boolean {
	return error.kind === 'refused' && /external.?task.?id/i.test(error.message);
}

async function findTaken(
	{ client, clock, externalIds }: CreateContext,
	body: CreateBody,
	refusal: KlingError,
): Promise<CreateResult> {
	const task = await externalIds.find(client, clock, body.external_task_id).catch(ignoreKlingError);
	if (task) return { task, existed: true };
	throw reword(
		refusal,
		refusal.message,
		'A task with this external task ID may exist already, but could not be found by it: look for it with Get Many. If there is none, or for another task, choose another External Task ID.',
	);
}

/** Nobody has told what became of a request of an earlier run. */
function lostRequest(): KlingError {
	return new KlingError('An earlier run sent the request and got no response', {
		kind: 'network',
		advice: '',
		ambiguous: true,
	});
}

function unknownOutcome(error: KlingError, isSafe: boolean): KlingError {
	return reword(
		error,
		`It is not certain whether Kling created the task. ${error.message}`,
		isSafe
			? 'Kling keeps failing to answer. Run the node again later with Retry in the executions list: it goes on with the same external task ID, so nothing is paid for twice.'
			: 'The task could not be found by its external task ID, and sending it again could be charged twice, so the node stopped. Look for it with Get Many, or in the console of the host, before you run the item again.',
	);
}

/** The error for a task that may exist, with other words. */
function reword(error: KlingError, message: string, advice: string): KlingError {
	const { kind, ambiguous, httpStatus, code, requestId } = error;
	return new KlingError(message, { kind, advice, ambiguous, httpStatus, code, requestId });
}
