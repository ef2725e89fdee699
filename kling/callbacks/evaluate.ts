import { MAX_CALLBACK_BYTES, parseCallback } from './parse';
import type { KlingClient } from '../api/client';
import { KlingError } from '../errors';
import { isFinal, type KlingTask } from '../task';
import { findSignatureProblem, type SignatureHeaders } from './signature';

/** A callback as it came: nothing in it is trusted. */
export interface CallbackRequest {
	/** The raw bytes. */
	body: Buffer;
	headers: Partial<SignatureHeaders>;
}

/** How a trigger treats callbacks. */
export interface CallbackRules {
	/** Statuses that start the workflow. */
	events: string[];
	/** Callbacks must be signed with it; null: signatures are not looked at. */
	secret: string | null;
	/** Callbacks are checked with it; null: they are believed. */
	client: KlingClient | null;
	/** Of events that have started the workflow already. */
	memory: { has(key: string): boolean; claim(key: string): boolean };
}

/** Either the task that starts the workflow, or the answer for a callback that starts nothing. */
export type CallbackEvaluation = { start: KlingTask } | { status: number; reason: string };

/**
 * Decides what a callback does. With a client, what Kling says about the task decides, and goes on into
 * the workflow, not what the callback claims (API §5).
 *
 * @param now Unix time in milliseconds
 */
export async function evaluateCallback(
	{ body, headers }: CallbackRequest,
	rules: CallbackRules,
	now: number,
): Promise<CallbackEvaluation> {
	if (body.length > MAX_CALLBACK_BYTES) return { status: 413, reason: 'too large' };
	const problem =
		rules.secret === null ? null : findSignatureProblem(headers, body, rules.secret, now);
	if (problem !== null) return { status: 401, reason: problem };
	const claimed = parseCallback(body);
	if (claimed === null) return { status: 400, reason: 'not a Kling task' };
	if (!rules.events.includes(claimed.status)) return { status: 200, reason: 'event not selected' };
	if (rules.memory.has(keyOf(claimed))) return { status: 200, reason: 'duplicate' };
	const task = rules.client === null ? claimed : await verify(claimed, rules.client);
	if ('reason' in task) return task;
	// Forged, or faster than the API: no 2xx, so that a true one is sent again.
	const isTooEarly = isFinal(claimed) && !isFinal(task);
	if (isTooEarly) return { status: 409, reason: 'the task has not ended' };
	if (!rules.events.includes(task.status)) return { status: 200, reason: 'event not selected' };
	return rules.memory.claim(keyOf(task)) ? { start: task } : { status: 200, reason: 'duplicate' };
}

function keyOf({ id, status }: KlingTask): string {
	return `${id} ${status}`;
}

/** What Kling says about the task. Only a clear "no such task" refuses; otherwise Kling may try again. */
async function verify(
	claimed: KlingTask,
	client: KlingClient,
): Promise<KlingTask | { status: number; reason: string }> {
	try {
		return await client.get(claimed.id);
	} catch (error) {
		const isUnknown = error instanceof KlingError && error.kind === 'notFound';
		if (isUnknown) return { status: 404, reason: 'unknown task' };
		return { status: 503, reason: 'the task cannot be verified now' };
	}
}
