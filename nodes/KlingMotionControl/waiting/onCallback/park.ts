import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { settleAll, type Outcome } from '../../../../kling/concurrency';
import { rethrow } from '../../../../kling/errors';
import { isFinal, isOnlyNamed, type KlingTask } from '../../../../kling/task';
import { TaskWatcher } from '../../../../kling/tasks/watcher';
import { toErrorItem } from '../../../common/errors';
import { settleEachItem, throwFirstError } from '../../../common/items';
import { outputOptionsOf, toItem, type OutputOptions } from '../../../common/output';
import { readWaitingOptions } from '../../input/waiting';
import { waitByPolling } from '../byPolling';
import { checkLater } from './selfCallback';
import { toFinishedItems } from './finishedItems';
import { rememberParkedItems, type ParkedItem } from './parkedItems';
import { checkSubWorkflow } from './subWorkflows';
import type { WaitRequest } from '../waitRequest';

/** 30 days: then Kling deletes the video. */
const MAX_MINUTES = 30 * 24 * 60;

/** Of a task that is known by name only; one that was just created needs no second look. */
const MAX_LOOKS = 3;
const LOOK_AGAIN_MS = 2_000;

/** An item whose task is awaited. */
interface AwaitedItem {
	/** As it is known now. */
	task: KlingTask;
	output: OutputOptions;
	/** Minutes. */
	timeLimit: number;
}

/**
 * Starts the tasks of all items, then parks the execution in n8n's database until Kling has called back
 * about the last of them (`resume.ts`). It holds no worker meanwhile.
 *
 * @throws NodeApiError or NodeOperationError
 */
export async function waitOnCallback(
	context: IExecuteFunctions,
	request: WaitRequest,
	resumeUrl: string,
): Promise<INodeExecutionData[]> {
	await checkSubWorkflow(context, resumeUrl);
	const start = async (itemIndex: number) => await startItem(context, request, itemIndex);
	const started = await settleEachItem(context, start, request.created);
	const outcomes = await look(request, started);
	throwFirstError(context, outcomes, request.created);
	const awaited = outcomes.flatMap((outcome) =>
		outcome && 'value' in outcome ? [outcome.value] : [],
	);
	// Kling calls the execution that has created a task. By an external id alone, no call can be matched.
	if (!request.isCalledBack() || awaited.some(({ task }) => isOnlyNamed(task))) {
		return await pollInstead(context, request, outcomes);
	}
	const parked = outcomes.map(toParkedItem);
	const unfinished = awaited.find(({ task }) => !isFinal(task));
	if (!unfinished) {
		const tasks = new Map(awaited.map(({ task }) => [task.id, task]));
		return await toFinishedItems(context, parked, tasks);
	}
	rememberParkedItems(context, parked);
	const items = outcomes.map(toWaitingItem);
	replaceInput(context, items, parked);
	const minutes = Math.min(MAX_MINUTES, Math.max(...awaited.map(({ timeLimit }) => timeLimit)));
	await context.putExecutionToWait(new Date(Date.now() + minutes * 60_000));
	checkLater(context, request.clock, resumeUrl, unfinished.task);
	return items;
}

/** What comes out is the same as on callback. */
async function pollInstead(
	context: IExecuteFunctions,
	request: WaitRequest,
	started: Array<Outcome<AwaitedItem>>,
): Promise<INodeExecutionData[]> {
	return await waitByPolling(context, {
		...request,
		askAtOnce: true,
		reactions: {
			onFailedTask: context.continueOnFail() ? 'error' : 'output',
			onTimeLimit: 'output',
		},
		start: (itemIndex) => valueOf(started[itemIndex]).task,
	});
}

async function startItem(
	context: IExecuteFunctions,
	{ start }: WaitRequest,
	itemIndex: number,
): Promise<AwaitedItem> {
	const { problems, timeLimit } = readWaitingOptions(context, itemIndex);
	const output = outputOptionsOf(context, itemIndex);
	return { task: await start(itemIndex, problems), output, timeLimit };
}

/**
 * One query, or a few, as the last thing before parking: n8n refuses callbacks until then, and Kling may
 * not repeat those of tasks that have ended already.
 */
async function look(
	{ account, clock, askAtOnce }: WaitRequest,
	started: Array<Outcome<AwaitedItem>>,
): Promise<Array<Outcome<AwaitedItem>>> {
	const watcher = new TaskWatcher(account.client, clock, { intervalMs: 0, askAtOnce: true });
	return await settleAll(started.length, started.length, async (index) => {
		const item = valueOf(started[index]);
		try {
			for (let attempt = 1; ; attempt++) {
				const { task } = await watcher.wait(item.task.id, 0);
				if (task) return { ...item, task: withExternalId(task, item.task) };
				if (attempt === MAX_LOOKS || !isOnlyNamed(item.task)) return item;
				await clock.sleep(LOOK_AGAIN_MS);
			}
		} catch (error) {
			// A task that was created a moment ago exists, whatever the answer to a query is.
			return askAtOnce ? rethrow(error) : item;
		}
	});
}

function withExternalId(task: KlingTask, { externalId }: KlingTask): KlingTask {
	return { ...task, externalId: task.externalId ?? externalId };
}

function valueOf<T>(outcome: Outcome<T>): T {
	if (outcome && 'value' in outcome) return outcome.value;
	throw outcome?.error;
}

function toParkedItem(outcome: Outcome<AwaitedItem>, itemIndex: number): ParkedItem {
	if (outcome && 'value' in outcome) {
		const { task, output } = outcome.value;
		return { taskId: task.id, externalId: task.externalId, output };
	}
	return { error: toErrorItem(outcome?.error, itemIndex).json };
}

function toWaitingItem(outcome: Outcome<AwaitedItem>, itemIndex: number): INodeExecutionData {
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
