import { MAX_CALLBACK_BYTES, parseCallback } from './parse';
import { KlingError } from '../errors';
import { isFinal, type KlingTask } from '../task';
import type { EventState } from './duplicateMemory';
import { findSignatureProblem, type SignatureHeaders } from './signature';

/** A callback as received; nothing in it is trusted. */
export interface CallbackRequest {
	/** The raw bytes. */
	body: Buffer;
	headers: Partial<SignatureHeaders>;
}

/** How a trigger treats callbacks. */
export interface CallbackRules {
	/** Statuses that start the workflow. */
	triggerOn: string[];
	/** The secret that callbacks must be signed with; null when signatures aren't checked. */
	secret: string | null;
	/** Whether to rely on what Kling says about a task instead of what a callback claims. */
	isVerified: boolean;
	/** Asks Kling for a task by its id. */
	ask: (taskId: string) => Promise<KlingTask>;
	/** Knows which events have started the workflow. */
	memory: { stateOf(key: string, now: number): EventState; claim(key: string, now: number): void };
}

/** The response to a callback that starts nothing. */
export interface CallbackRefusal {
	/** The HTTP status. */
	status: number;
	reason: string;
}

/** The task that starts the workflow, or the response to a callback that starts nothing. */
export type CallbackEvaluation = { start: KlingTask } | CallbackRefusal;

const KNOWN: Record<Exclude<EventState, 'new'>, CallbackRefusal> = {
	// No 2xx, so that Kling repeats the callback in case this process ends before the workflow
	// starts.
	underWay: { status: 503, reason: 'the same event is about to start the workflow' },
	started: { status: 200, reason: 'duplicate' },
};
const NOT_SELECTED: CallbackRefusal = { status: 200, reason: 'event not selected' };

/**
 * Decides what a callback does. If Kling may be asked, its response counts and goes into the
 * workflow, not what the callback claims (API §5).
 *
 * @param clock gives Unix time in milliseconds
 */
export async function evaluateCallback(
	{ body, headers }: CallbackRequest,
	{ triggerOn, secret, isVerified, ask, memory }: CallbackRules,
	clock: () => number,
): Promise<CallbackEvaluation> {
	if (body.length > MAX_CALLBACK_BYTES) return { status: 413, reason: 'too large' };
	const problem = secret === null ? null : findSignatureProblem(headers, body, secret, clock());
	if (problem !== null) return { status: 401, reason: problem };
	const claimed = parseCallback(body);
	if (claimed === null) return { status: 400, reason: 'not a Kling task' };
	if (!triggerOn.includes(claimed.status)) return NOT_SELECTED;
	const known = memory.stateOf(eventOf(claimed), clock());
	if (known !== 'new') return KNOWN[known];
	const isAsked = isVerified || mayBeTest(claimed);
	const task = isAsked ? await verify(claimed, ask) : claimed;
	if ('reason' in task) return task;
	// Forged, or faster than the API. No 2xx, so that Kling repeats a genuine one.
	if (isFinal(claimed) && !isFinal(task)) return { status: 409, reason: 'the task has not ended' };
	const isTooEarly = claimed.status === 'processing' && task.status === 'submitted';
	if (isTooEarly) return { status: 409, reason: 'the task has not begun' };
	if (!triggerOn.includes(task.status)) return NOT_SELECTED;
	const event = eventOf(task);
	const now = clock();
	const state = memory.stateOf(event, now);
	if (state !== 'new') return KNOWN[state];
	memory.claim(event, now);
	return { start: task };
}

/** The key of an event: the task's id and its status. */
export function eventOf({ id, status }: KlingTask): string {
	return `${id} ${status}`;
}

/**
 * Asks Kling for the task. Only a clear "no such task" is final; after any other error, Kling may
 * call again.
 */
async function verify(
	claimed: KlingTask,
	ask: (taskId: string) => Promise<KlingTask>,
): Promise<KlingTask | CallbackRefusal> {
	try {
		const task = await ask(claimed.id);
		// Compared, because a forged callback may name an external id, such as an order number, that
		// can be guessed.
		return task.id === claimed.id ? task : { status: 404, reason: 'unknown task' };
	} catch (error) {
		const isUnknown = error instanceof KlingError && error.kind === 'notFound';
		if (!isUnknown) return { status: 503, reason: 'the task cannot be verified now' };
		return mayBeTest(claimed)
			? { status: 200, reason: 'no such task' }
			: { status: 404, reason: 'unknown task' };
	}
}

/**
 * Whether this may be the test callback of Kling's console, which expects a 200. It has the form of
 * 2.0, and only Kling knows that there is no such task (API §5).
 */
function mayBeTest({ status, raw }: KlingTask): boolean {
	return status === 'submitted' && !('task_id' in raw);
}
