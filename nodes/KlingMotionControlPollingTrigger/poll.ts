import { NodeOperationError, type INodeExecutionData, type IPollFunctions } from 'n8n-workflow';
import { isFinal, type KlingTask } from '../../kling/task';
import { findEndedSince, startFollowing } from '../../kling/tasks/endedTasks';
import { listTasks } from '../../kling/tasks/list';
import { postpone } from '../../kling/tasks/taskCursor';
import { openAccount, type Account } from '../common/account';
import { createClock } from '../common/clock';
import { toItemWithVideoOrReason } from '../common/output';
import { readCursor, storeCursor } from './cursorStore';
import { toItemsInTime } from './itemsInTime';
import { readSettings, type PollSettings } from './settings';

/** As long as n8n gives a poll by default. */
const USUAL_BUDGET_MS = 5 * 60_000;
/** How many of the newest tasks a test searches for one that has ended. */
const TEST_TASKS = 100;

/**
 * Polls once. Returns an item for each video that has ended since the last poll, or null when there
 * is none.
 *
 * @throws KlingError; the next poll then finds what this one would have found.
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[] | null> {
	const clock = createClock(context);
	const endsAt = clock.monotonic() + budgetOf(context);
	const settings = readSettings(context);
	const account = await openAccount(context);
	if (context.getMode() === 'manual') {
		const example = await findExample(context, account, settings);
		return [await toItemWithVideoOrReason(context, example, settings.output, 0)];
	}
	const cursor = readCursor(context);
	if (cursor === null) {
		storeCursor(context, await startFollowing(account.client, clock));
		return null;
	}
	const found = await findEndedSince(account.client, clock, cursor);
	const wanted = found.ended.filter((task) => isWanted(task, settings));
	const { items, left } = await toItemsInTime(context, settings.output, wanted, endsAt);
	storeCursor(context, postpone(found.cursor, left));
	return items.length === 0 ? null : items;
}

/** How long this poll may take, in milliseconds. */
function budgetOf(context: IPollFunctions): number {
	// Before 2.40, n8n doesn't say.
	return context.getPollBudgetMs?.() ?? USUAL_BUDGET_MS;
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
