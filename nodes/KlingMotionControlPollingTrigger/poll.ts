import { NodeOperationError, type INodeExecutionData, type IPollFunctions } from 'n8n-workflow';
import { settleAll } from '../../kling/concurrency';
import { isFinal, type KlingTask } from '../../kling/task';
import { findEndedSince, startFollowing } from '../../kling/tasks/endedTasks';
import { listTasks } from '../../kling/tasks/list';
import { postpone } from '../../kling/tasks/taskCursor';
import { openAccount, type Account } from '../common/account';
import { createClock } from '../common/clock';
import { CONCURRENT_DOWNLOADS } from '../common/download';
import { toItemWithVideoOrReason } from '../common/output';
import { readCursor, storeCursor } from './cursorStore';
import { readSettings, type PollSettings } from './settings';

/** How many downloads fit between two polls. Further videos are left to the next poll. */
const MAX_DOWNLOADS = 30;
/** How many of the newest tasks a test searches for one that has ended. */
const TEST_TASKS = 100;

/**
 * Polls once. Returns an item for each video that has ended since the last poll, or null when there
 * is none.
 *
 * @throws KlingError; the next poll then finds what this one would have found.
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[] | null> {
	const settings = readSettings(context);
	const account = await openAccount(context);
	if (context.getMode() === 'manual') {
		return await toItems(context, settings, [await findExample(context, account, settings)]);
	}
	const clock = createClock(context);
	const cursor = readCursor(context);
	if (cursor === null) {
		storeCursor(context, await startFollowing(account.client, clock));
		return null;
	}
	const found = await findEndedSince(account.client, clock, cursor);
	const wanted = found.ended.filter((task) => isWanted(task, settings));
	const most = settings.output.videoField === null ? Infinity : MAX_DOWNLOADS;
	const items = await toItems(context, settings, wanted.slice(0, most));
	storeCursor(context, postpone(found.cursor, wanted.slice(most)));
	return items.length === 0 ? null : items;
}

/** The newest video that has ended, for testing the workflow in the editor. */
async function findExample(
	context: IPollFunctions,
	{ client }: Account,
	settings: PollSettings,
): Promise<KlingTask> {
	const newest = await listTasks(client, createClock(context), TEST_TASKS);
	const example = newest.find((task) => isFinal(task) && isWanted(task, settings));
	if (example) return example;
	throw new NodeOperationError(context.getNode(), 'There is no video yet to test with', {
		description: `None of the newest ${TEST_TASKS} videos of this account matches Trigger On and External Task ID Starts With. Create one, or change these settings.`,
	});
}

function isWanted({ status, externalId }: KlingTask, { triggerOn, prefix }: PollSettings): boolean {
	return triggerOn.includes(status) && (externalId ?? '').startsWith(prefix);
}

async function toItems(
	context: IPollFunctions,
	{ output }: PollSettings,
	tasks: KlingTask[],
): Promise<INodeExecutionData[]> {
	const outcomes = await settleAll(tasks.length, CONCURRENT_DOWNLOADS, async (index) => {
		return await toItemWithVideoOrReason(context, tasks[index] as KlingTask, output, index);
	});
	return outcomes.map((outcome) => {
		if (outcome && 'value' in outcome) return outcome.value;
		throw outcome?.error;
	});
}
