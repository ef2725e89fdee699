import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { valueOrThrow, type Outcome } from '../../../../kling/concurrency';
import { isTransient } from '../../../../kling/errors';
import { isFinal, type KlingTask } from '../../../../kling/task';
import type { QueryOutcomes } from '../../../../kling/tasks/query';
import { toErrorItem } from '../../../common/errors';
import { settleTogether, throwFirstError } from '../../../common/items';
import { toItem } from '../../../common/output';
import type { StartedItem } from '../../../common/startedItem';
import type { WaitingOptions } from '../../input/waiting';
import { waitByPolling } from '../byPolling';
import type { WaitRequest } from '../waitRequest';
import { toFinishedItems } from './finishedItems';
import { callBackWhenEnded } from './lostCallbacks';
import { rememberParkedHere } from './parkedHere';
import { rememberParkedItems, type ParkedItem } from './parkedItems';
import { callBackLater } from './selfCallback';
import { checkSubWorkflow } from './subWorkflows';

/** 30 days, after which Kling deletes the video. */
const MAX_MINUTES = 30 * 24 * 60;

/**
 * How often to ask for a task of which only the id is known: without the task, the execution can't
 * be parked.
 */
const MAX_QUERIES = 3;
const QUERY_PAUSE_MS = 2_000;

/** An item that waits for its task. */
interface AwaitedItem extends StartedItem {
	/** Minutes. */
	timeLimit: number;
}

/** An item whose task is known. */
type SeenItem = AwaitedItem & { task: KlingTask };

/**
 * Starts the tasks of all items, then parks the execution in n8n's database until Kling has
 * notified it that the last task has ended (`resume.ts`). Meanwhile it occupies no worker.
 *
 * @throws NodeApiError or NodeOperationError
 */
export async function waitOnCallback(
	context: IExecuteFunctions,
	request: WaitRequest,
	resumeUrl: string,
): Promise<INodeExecutionData[]> {
	await checkSubWorkflow(context, resumeUrl);
	const start = async (itemIndex: number, signal: AbortSignal): Promise<AwaitedItem> => {
		const { timeLimit } = request.options[itemIndex] as WaitingOptions;
		return { ...(await request.start(itemIndex, signal)), timeLimit };
	};
	const started = await settleTogether(context, start, request.created);
	const outcomes = await askBeforeParking(request, started);
	throwFirstError(context, outcomes, request.created());
	const awaited = outcomes.flatMap((outcome) =>
		outcome && 'value' in outcome ? [outcome.value] : [],
	);
	// Kling notifies only the execution that created a task, and callbacks can't be matched by an
	// external id alone.
	if (!awaited.every(({ isCalledBack, task }) => isCalledBack && task !== null)) {
		return await pollInstead(context, request, outcomes);
	}
	return await parkUntilEnded(context, request, outcomes as Array<Outcome<SeenItem>>, resumeUrl);
}

async function parkUntilEnded(
	context: IExecuteFunctions,
	{ account, clock }: WaitRequest,
	outcomes: Array<Outcome<SeenItem>>,
	resumeUrl: string,
): Promise<INodeExecutionData[]> {
	const awaited = outcomes.flatMap((outcome) =>
		outcome && 'value' in outcome ? [outcome.value] : [],
	);
	const parked = outcomes.map(toParkedItem);
	const [unfinished, ...others] = awaited.map(({ task }) => task).filter((task) => !isFinal(task));
	if (!unfinished) {
		const tasks = new Map(awaited.map(({ task }) => [task.id, task]));
		return await toFinishedItems(context, parked, tasks);
	}
	rememberParkedItems(context, parked);
	const items = outcomes.map(toWaitingItem);
	replaceInput(context, items, parked);
	const minutes = Math.min(MAX_MINUTES, Math.max(...awaited.map(({ timeLimit }) => timeLimit)));
	const timeLimitMs = minutes * 60_000;
	await context.putExecutionToWait(new Date(clock.now() + timeLimitMs));
	rememberParkedHere(context.getExecutionId());
	callBackLater(context, clock, resumeUrl, unfinished);
	const tasks = [unfinished, ...others];
	callBackWhenEnded(context, { account, resumeUrl, tasks, timeLimitMs });
	return items;
}

/** Polls, with the same output as on callback. */
async function pollInstead(
	context: IExecuteFunctions,
	request: WaitRequest,
	started: Array<Outcome<AwaitedItem>>,
): Promise<INodeExecutionData[]> {
	const onFailedTask = context.continueOnFail() ? 'error' : 'output';
	const reactions = { onFailedTask, onTimeLimit: 'output', tries: 1 } as const;
	return await waitByPolling(context, {
		...request,
		options: request.options.map((options) => ({ ...options, ...reactions })),
		start: async (itemIndex) => {
			return await Promise.resolve({ ...valueOrThrow(started[itemIndex]), isNew: false });
		},
	});
}

/**
 * Asks for all tasks just before parking. Until then n8n refuses callbacks, and Kling may not
 * repeat those of tasks that have already ended.
 */
async function askBeforeParking(
	{ account, clock }: WaitRequest,
	started: Array<Outcome<AwaitedItem>>,
): Promise<Array<Outcome<AwaitedItem>>> {
	const outcomes = [...started];
	for (let round = 1; round <= MAX_QUERIES; round++) {
		if (round > 1) await clock.sleep(QUERY_PAUSE_MS);
		const ids = outcomes.flatMap((outcome) =>
			outcome && 'value' in outcome && isToBeQueried(outcome.value, round)
				? [outcome.value.id]
				: [],
		);
		if (ids.length === 0) break;
		const seen = await account.tasks.query.ask(account.client, [...new Set(ids)]);
		outcomes.forEach((outcome, index) => {
			if (outcome && 'value' in outcome) outcomes[index] = withQueryOutcome(outcome.value, seen);
		});
	}
	return outcomes;
}

/** Each task is asked for once, and again if nothing is known of it yet. */
function isToBeQueried({ task }: AwaitedItem, round: number): boolean {
	return round === 1 || task === null;
}

function withQueryOutcome(item: AwaitedItem, seen: QueryOutcomes): Outcome<AwaitedItem> {
	const outcome = seen.get(item.id);
	if (outcome && 'value' in outcome) {
		const { value } = outcome;
		const externalId = value.externalId ?? item.task?.externalId ?? null;
		return { value: { ...item, task: { ...value, externalId } } };
	}
	// A task that was just created exists, even if the query for it fails.
	const isLost = outcome && item.task === null && !isTransient(outcome.error);
	return isLost ? outcome : { value: item };
}

function toParkedItem(outcome: Outcome<SeenItem>, itemIndex: number): ParkedItem {
	if (outcome && 'value' in outcome) {
		const { task, output } = outcome.value;
		return { taskId: task.id, externalId: task.externalId, output };
	}
	return { error: toErrorItem(outcome?.error, itemIndex).json };
}

function toWaitingItem(outcome: Outcome<SeenItem>, itemIndex: number): INodeExecutionData {
	if (outcome && 'value' in outcome) {
		return toItem(outcome.value.task, outcome.value.output, itemIndex);
	}
	return toErrorItem(outcome?.error, itemIndex);
}

/**
 * At the time limit, n8n passes on the node's input without running the node. So the input has to
 * become the output for that case (n8n facts §3). The previous node's output stays unchanged,
 * because n8n has copied its items.
 */
function replaceInput(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
	parked: ParkedItem[],
): void {
	context.getInputData().forEach((input, itemIndex) => {
		const json: IDataObject = items[itemIndex]?.json ?? {};
		// Not judged by the item's keys, because Kling's own data may have any keys.
		const isAwaited = 'taskId' in (parked[itemIndex] ?? {});
		input.json = isAwaited ? { ...json, timed_out: true } : json;
		delete input.binary;
	});
}
