import type { KlingClient } from '../api/client';
import { backOff, withRetries } from '../api/retries';
import type { Clock } from '../clock';
import { endSentence, ignoreKlingError, KlingError, rethrow } from '../errors';
import type { JsonObject } from '../json';
import type { KlingTask } from '../task';
import type { ExternalIds } from './externalIds';

const LOOK_UP_DELAYS_MS = [500, 2000, 5000];
/** How often a request is sent to a host that refuses a second task with the same external id. */
const MAX_SENDINGS = 5;

/** The body of a create. Its external id serves to find out whether the task exists. */
export type CreateBody = JsonObject & { external_task_id: string };

/** Records what becomes of a request, so that no later run sends it a second time. */
export interface CreateJournal {
	/** The request is about to be sent: from here on, its task may exist. */
	sending(): void;
	/** The task exists. */
	made(result: CreateResult): void;
	/** No task was created. */
	notMade(): void;
}

/** What is needed to create a task. */
export interface CreateContext {
	client: KlingClient;
	clock: Clock;
	externalIds: ExternalIds;
	journal: CreateJournal;
	/** Aborted when nothing more may be sent. A task that may exist is still looked for. */
	signal: AbortSignal;
}

/** What is needed to look for a task. */
type LookUpContext = Pick<CreateContext, 'client' | 'clock' | 'externalIds'>;

/** A task, and whether it existed before. */
export interface CreateResult {
	task: KlingTask;
	existed: boolean;
}

/**
 * Creates a task, and never creates it twice (API §6). When it isn't certain whether a request has
 * worked, the task is looked for by its external id. The request is sent again only to a host that
 * would refuse a second task.
 *
 * @throws KlingError; `ambiguous` when the task may exist nevertheless.
 */
export async function createTask(context: CreateContext, body: CreateBody): Promise<CreateResult> {
	try {
		const result = await sendSafely(context, body);
		context.journal.made(result);
		return result;
	} catch (error) {
		if (error instanceof KlingError && !error.ambiguous) context.journal.notMade();
		return rethrow(error);
	}
}

async function sendSafely(context: CreateContext, body: CreateBody): Promise<CreateResult> {
	try {
		// A resend doesn't note this: the first request may have made the task.
		const task = await sendOnce(context, body, () => context.journal.notMade());
		return { task, existed: false };
	} catch (error) {
		if (!(error instanceof KlingError)) rethrow(error);
		if (error.ambiguous) return await resolveUnknown(context, body, error);
		if (isTakenId(error)) return await findTaken(context, body, error);
		return rethrow(error);
	}
}

/**
 * Finds the task of a request that an earlier run sent without getting a response; null when it
 * certainly wasn't created.
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

/** @param noteUnsent called when the request hasn't reached Kling and will be sent again */
async function sendOnce(
	{ client, clock, journal, signal }: CreateContext,
	body: CreateBody,
	noteUnsent: () => void = () => {},
): Promise<KlingTask> {
	const create = async () => {
		signal.throwIfAborted();
		journal.sending();
		return await client.create(body);
	};
	// Only a request that certainly never reached Kling is sent again here. The queue for places
	// repeats those that Kling refused.
	const mayRepeat = ({ ambiguous, kind }: KlingError) => {
		const isUnsent = !ambiguous && kind === 'network';
		// Before the pause, because the execution may end during it.
		if (isUnsent) noteUnsent();
		return isUnsent;
	};
	return await withRetries(clock, create, mayRepeat, signal);
}

/** Finds out what became of a request that may or may not have created a task. */
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
		await context.clock.sleep(backOff(sent, error, context.clock), context.signal);
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

/** Looks for a task whose response was lost. Some hosts need a moment before they show it. */
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

/** Whether the error says that a task with this external id already exists; the words vary. */
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
		'A video with this external task ID may exist already, but could not be found by it: look for it with Get Many. If there is none, or to make another video, choose another External Task ID.',
	);
}

/** The error for a request of an earlier run that got no response. */
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
		'It is not certain whether Kling started the video',
		isSafe
			? `${endSentence(error.message)} Kling keeps failing to answer. Run the node again later with Retry in the executions list: it goes on with the same external task ID, so nothing is paid for twice.`
			: `${endSentence(error.message)} The video could not be found by its external task ID, and sending it again could be charged twice, so the node stopped. Look for it with Get Many, or in the console of the host, before you run the item again.`,
	);
}

/** The same error in other words, for a task that may exist. */
function reword(error: KlingError, message: string, advice: string): KlingError {
	const { kind, ambiguous, httpStatus, code, requestId } = error;
	return new KlingError(message, { kind, advice, ambiguous, httpStatus, code, requestId });
}
