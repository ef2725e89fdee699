import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { parseCallback } from '../../../../kling/callbacks/parse';
import type { Clock } from '../../../../kling/clock';
import { describeError, KlingError } from '../../../../kling/errors';
import { withRetries } from '../../../../kling/api/retries';
import { isFinal, type KlingTask } from '../../../../kling/task';
import type { QueryOutcomes } from '../../../../kling/tasks/query';
import { openAccount } from '../../../common/account';
import { rawBodyOf, respond } from '../../../common/webhookRequest';
import { createClock } from '../../../common/clock';
import { isStarting } from '../../../common/startUp';
import { toFinishedItems } from './finishedItems';
import { recallParkedItems, type ParkedItem } from './parkedItems';
import { isParkedHere } from './parkedHere';
import { resumeOnce } from './resumeOnce';
import { callExecutionWhenStarted } from './selfCallback';

/** What a callback does: it resumes the execution with items, or only gets a response. */
type ResumeDecision = { items: INodeExecutionData[] } | { status: number; reason: string };

/**
 * Responds to a callback for a parked execution, and resumes it when all of its tasks have ended.
 * Relies on what Kling says about the tasks, not on what the callback claims. Each callback asks
 * for all tasks, because n8n stores nothing between callbacks.
 *
 * Never throws: n8n would run the following nodes with an empty item (n8n facts §3).
 */
export async function resume(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const decision = await decideOnResume(context);
	if ('items' in decision) return { workflowData: [decision.items] };
	respond(context, decision.status, decision.reason);
	return { noWebhookResponse: true };
}

async function decideOnResume(context: IWebhookFunctions): Promise<ResumeDecision> {
	try {
		const claimed = parseCallback(rawBodyOf(context));
		if (claimed === null) return { status: 400, reason: 'not a Kling task' };
		const parked = recallParkedItems(context);
		const ids = idsOf(parked);
		const id = findAwaitedId(parked, claimed);
		// It may belong to an earlier iteration of a loop, which has the same address.
		if (id === null) return { status: 200, reason: 'not awaited' };
		if (isStarting() && !isParkedHere(context.getExecutionId())) {
			callExecutionWhenStarted(context, { id });
			// No 2xx, so that Kling calls again in case this process ends before that call.
			return { status: 503, reason: 'n8n is starting: the execution goes on in a minute' };
		}
		const clock = createClock(context);
		const tasks = await findEnded(context, clock, ids);
		if (tasks === null) return { status: 200, reason: 'still waiting' };
		const key = [context.getExecutionId(), ...ids].join();
		return await resumeOnce(key, clock, async () => ({
			items: await toFinishedItems(context, parked, tasks),
		}));
	} catch (error) {
		context.logger.warn(`A callback of Kling could not be checked: ${describeError(error)}`, {
			executionId: context.getExecutionId(),
		});
		return { status: 503, reason: 'the tasks cannot be checked now' };
	}
}

/**
 * The id of the awaited task that a callback is about; null when there is none. Gateways with ids of
 * their own may pass on Kling's callbacks, which name the task by another id: then the external id
 * tells (API §3a).
 */
function findAwaitedId(parked: ParkedItem[], { id, externalId }: KlingTask): string | null {
	const awaited = parked.filter((item) => 'taskId' in item);
	const found =
		awaited.find((item) => item.taskId === id) ??
		awaited.find((item) => externalId !== null && item.externalId === externalId);
	return found?.taskId ?? null;
}

/** The ids without duplicates, because several items may name the same task. */
function idsOf(parked: ParkedItem[]): string[] {
	return [...new Set(parked.flatMap((item) => ('taskId' in item ? [item.taskId] : [])))];
}

/**
 * Asks for the tasks of an execution, until it finds one that hasn't ended.
 *
 * @returns all tasks by their ids; null when one hasn't ended
 * @throws KlingError when a task can't be asked for.
 */
async function findEnded(
	context: IWebhookFunctions,
	clock: Clock,
	ids: string[],
): Promise<Map<string, KlingTask> | null> {
	const { client, tasks } = await openAccount(context);
	const found = new Map<string, KlingTask>();
	return await withRetries(clock, async () => {
		const left = ids.filter((id) => !found.has(id));
		const outcomes = await tasks.query.ask(client, left, isOneUnderWay);
		for (const [id, outcome] of outcomes) {
			if ('error' in outcome) continue;
			if (isFinal(outcome.value)) found.set(id, outcome.value);
			else return null;
		}
		for (const outcome of outcomes.values()) if ('error' in outcome) throw outcome.error;
		if (found.size < ids.length) throw restError(tasks.query.rateLimit.restMs);
		return found;
	});
}

/** While the host wants no requests, tasks aren't asked for. */
function restError(retryAfterMs: number): KlingError {
	return new KlingError('The host wants no requests for a moment', {
		kind: 'refused',
		advice: 'Kling or the time limit will resume the execution.',
		retry: 'later',
		retryAfterMs,
	});
}

function isOneUnderWay(outcomes: QueryOutcomes): boolean {
	return [...outcomes.values()].some((outcome) => 'value' in outcome && !isFinal(outcome.value));
}
