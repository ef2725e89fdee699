import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { valueOrThrow, type Outcome } from '../../../../kling/concurrency';
import { isTransient } from '../../../../kling/errors';
import { isFinal, type KlingTask } from '../../../../kling/task';
import type { QueryOutcomes } from '../../../../kling/tasks/query';
import { toErrorItem } from '../../../common/errors';
import { settleTogether, throwFirstError } from '../../../common/items';
import { outputOptionsOf, toItem, type OutputOptions } from '../../../common/output';
import type { StartedItem } from '../../../common/startedItem';
import type { WaitingOptions } from '../../input/waiting';
import { waitByPolling } from '../byPolling';
import type { WaitRequest } from '../waitRequest';
import { toFinishedItems } from './finishedItems';
import { callBackWhenEnded } from './lostCallbacks';
import { rememberParkedItems, type ParkedItem } from './parkedItems';
import { callBackLater } from './selfCallback';
import { checkSubWorkflow } from './subWorkflows';

/** 30 days: then Kling deletes the video. */
const MAX_MINUTES = 30 * 24 * 60;

/** For a task that was only named: an execution without its task can't be parked. */
const MAX_LOOKS = 3;
const LOOK_AGAIN_MS = 2_000;

/** An item whose task is awaited. */
interface AwaitedItem extends StartedItem {
	output: OutputOptions;
	/** Minutes. */
	timeLimit: number;
}

/** An item whose task was seen. */
type SeenItem = AwaitedItem & { task: KlingTask };

/**
 * Starts the tasks of all items, then parks the execution in n8n's database until Kling has notified it
 * of the end of the last of them (`resume.ts`). It holds no worker meanwhile.
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
		const output = outputOptionsOf(context, itemIndex);
		const { timeLimit } = request.options[itemIndex] as WaitingOptions;
		return { ...(await request.start(itemIndex, signal)), output, timeLimit };
	};
	const started = await settleTogether(context, start, request.created);
	const outcomes = await look(request, started);
	throwFirstError(context, outcomes, request.created());
	const awaited = outcomes.flatMap((outcome) =>
		outcome && 'value' in outcome ? [outcome.value] : [],
	);
	// Kling notifies the execution that has created a task. By an external id alone, no callback can be matched.
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
	callBackLater(context, clock, resumeUrl, unfinished);
	const tasks = [unfinished, ...others];
	callBackWhenEnded(context, { account, resumeUrl, tasks, timeLimitMs });
	return items;
}

/** What comes out is the same as on callback. */
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
 * One query, or a few, as the last thing before parking: n8n refuses callbacks until then, and Kling may
 * not repeat those of tasks that have ended already.
 */
async function look(
	{ account, clock }: WaitRequest,
	started: Array<Outcome<AwaitedItem>>,
): Promise<Array<Outcome<AwaitedItem>>> {
	const outcomes = [...started];
	for (let looks = 1; looks <= MAX_LOOKS; looks++) {
		if (looks > 1) await clock.sleep(LOOK_AGAIN_MS);
		const ids = outcomes.flatMap((outcome) =>
			outcome && 'value' in outcome && isWorthALook(outcome.value, looks) ? [outcome.value.id] : [],
		);
		if (ids.length === 0) break;
		const seen = await account.tasks.query.ask(account.client, [...new Set(ids)]);
		outcomes.forEach((outcome, index) => {
			if (outcome && 'value' in outcome) outcomes[index] = afterLook(outcome.value, seen);
		});
	}
	return outcomes;
}

/** One look at each task; more at one that hasn't been seen at all. */
function isWorthALook({ task }: AwaitedItem, looks: number): boolean {
	return looks === 1 || task === null;
}

function afterLook(item: AwaitedItem, seen: QueryOutcomes): Outcome<AwaitedItem> {
	const outcome = seen.get(item.id);
	if (outcome && 'value' in outcome) {
		const { value } = outcome;
		const externalId = value.externalId ?? item.task?.externalId ?? null;
		return { value: { ...item, task: { ...value, externalId } } };
	}
	// A task that was created a moment ago exists, whatever the response to a query is.
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
 * At the time limit, n8n passes the input of the node on and runs no code of ours. So the input has to
 * be what is to come out then (n8n facts §3). n8n has copied the items from the node before, whose output
 * stays as it is.
 */
function replaceInput(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
	parked: ParkedItem[],
): void {
	context.getInputData().forEach((input, itemIndex) => {
		const json: IDataObject = items[itemIndex]?.json ?? {};
		// Not by its keys: Kling's own data may have any.
		const isAwaited = 'taskId' in (parked[itemIndex] ?? {});
		input.json = isAwaited ? { ...json, timed_out: true } : json;
		delete input.binary;
	});
}
