import type { KlingClient } from '../api/client';
import type { Clock } from '../clock';
import { settleAll } from '../concurrency';
import { KlingError, rethrow } from '../errors';
import { isFinal, type KlingTask } from '../task';
import type { ListedTask, TaskCursor } from './taskCursor';
import { listPages } from './list';
import { isListCheaper } from './query';
import { withRetries } from '../api/retries';

/**
 * How far each look goes back behind the newest task, in milliseconds: a task may appear in the
 * list a little later than one that was created after it.
 */
const OVERLAP_MS = 10_000;
/**
 * After this time Kling has deleted the video (API §2), and a task that hasn't ended never will.
 */
const MAX_AGE_MS = 30 * 24 * 60 * 60 * 1000;
/** The most pages that are searched for running tasks when following begins. */
const MAX_FIRST_PAGES = 10;
const MIN_PAGE_SIZE = 30;
const CONCURRENT_QUERIES = 5;

/** What one look at an account has found. */
export interface EndedTasks {
	/** The tasks that have ended since the previous look, in the order in which they ended. */
	ended: ListedTask[];
	/** Where the next look begins. */
	cursor: TaskCursor;
}

/**
 * Begins to follow an account: tasks that have already ended are left out, those that run now will
 * be found when they end.
 *
 * @throws KlingError; with special advice for a gateway that has no list.
 */
export async function startFollowing(client: KlingClient, clock: Clock): Promise<TaskCursor> {
	const found = new Map<string, ListedTask>();
	let pages = 0;
	for await (const tasks of listPages(client, clock)) {
		for (const task of tasks.map(requireCreationTime)) found.set(task.id, task);
		if (tasks.every(isFinal) || ++pages === MAX_FIRST_PAGES) break;
	}
	const nothing: TaskCursor = { newest: 0, recent: {}, running: {} };
	return advance(nothing, [...found.values()], clock.now());
}

/**
 * Finds the tasks of an account that have ended since the previous look, in any order and any
 * number, however long ago that was. Changes nothing: the caller stores the new cursor once the
 * tasks are safe.
 *
 * @throws KlingError; nothing is lost then, and the same look can be repeated later.
 */
export async function findEndedSince(
	client: KlingClient,
	clock: Clock,
	cursor: TaskCursor,
): Promise<EndedTasks> {
	const { found, missing } = await searchList(client, clock, cursor);
	const asked = await askOneByOne(client, clock, missing);
	const tasks = [...found, ...asked.found];
	const running = { ...cursor.running };
	for (const id of asked.unknown) delete running[id];
	return {
		ended: endedInOrder(tasks),
		cursor: advance({ ...cursor, running }, tasks, clock.now()),
	};
}

interface ListSearch {
	/** Tasks that are new, and tasks that were running at the previous look. */
	found: ListedTask[];
	/** Ids of tasks that were running at the previous look and aren't on the pages that were read. */
	missing: string[];
}

/**
 * Reads the list from the top, for as long as that takes fewer requests than asking for single
 * tasks.
 */
async function searchList(
	client: KlingClient,
	clock: Clock,
	{ newest, recent, running }: TaskCursor,
): Promise<ListSearch> {
	const sought = new Set(Object.keys(running));
	const found = new Map<string, ListedTask>();
	const isNews = ({ id, createdAt }: ListedTask) =>
		id in running || (createdAt > newest - OVERLAP_MS && !(id in recent));
	let fruitless = 0;
	for await (const page of listPages(client, clock, MIN_PAGE_SIZE + 2 * sought.size)) {
		const listed = page.map(requireCreationTime);
		const news = listed.filter((task) => isNews(task) && !found.has(task.id));
		for (const task of news) {
			found.set(task.id, task);
			sought.delete(task.id);
		}
		// A page without news costs a request, just as asking for a single task does.
		fruitless = news.length === 0 ? fruitless + 1 : 0;
		const isPast = (listed.at(-1)?.createdAt ?? 0) <= newest - OVERLAP_MS;
		if (isPast && !isListCheaper(sought.size - fruitless)) break;
	}
	return { found: [...found.values()], missing: [...sought] };
}

/**
 * Asks for tasks that have been running for long and are far down in the list. One whose query
 * fails stays for the next look.
 */
async function askOneByOne(
	client: KlingClient,
	clock: Clock,
	ids: string[],
): Promise<{ found: ListedTask[]; unknown: string[] }> {
	const outcomes = await settleAll(ids.length, CONCURRENT_QUERIES, async (index) => {
		return await withRetries(clock, async () => await client.get(ids[index] as string));
	});
	const found: ListedTask[] = [];
	const unknown: string[] = [];
	outcomes.forEach((outcome, index) => {
		if (!outcome) return;
		if ('value' in outcome) found.push(requireCreationTime(outcome.value));
		else if (!(outcome.error instanceof KlingError)) rethrow(outcome.error);
		else if (outcome.error.kind === 'notFound') unknown.push(ids[index] as string);
	});
	return { found, unknown };
}

/** The cursor after a look that found these tasks. */
function advance(cursor: TaskCursor, tasks: ListedTask[], now: number): TaskCursor {
	const newest = tasks.reduce((time, { createdAt }) => Math.max(time, createdAt), cursor.newest);
	const recent = { ...cursor.recent, ...timesOf(tasks) };
	const running = { ...cursor.running, ...timesOf(tasks) };
	for (const { id } of tasks.filter(isFinal)) delete running[id];
	return {
		newest,
		recent: keepAfter(newest - OVERLAP_MS, recent),
		running: keepAfter(now - MAX_AGE_MS, running),
	};
}

function timesOf(tasks: ListedTask[]): Record<string, number> {
	return Object.fromEntries(tasks.map(({ id, createdAt }) => [id, createdAt]));
}

function keepAfter(time: number, times: Record<string, number>): Record<string, number> {
	return Object.fromEntries(Object.entries(times).filter(([, createdAt]) => createdAt > time));
}

function endedInOrder(tasks: ListedTask[]): ListedTask[] {
	return (
		tasks
			.filter(isFinal)
			// Kling lists the newest first, but of the same millisecond, too, the oldest should come first.
			.reverse()
			.sort((a, b) => endOf(a) - endOf(b) || a.createdAt - b.createdAt)
	);
}

function endOf({ updatedAt, createdAt }: ListedTask): number {
	return updatedAt ?? createdAt;
}

function requireCreationTime(task: KlingTask): ListedTask {
	if (task.createdAt !== null) return { ...task, createdAt: task.createdAt };
	throw new KlingError('This host does not say when a video was started', {
		kind: 'unreadable',
		advice:
			'New videos cannot be told from old ones here. Use the Kling Motion Control Trigger with callbacks, or Create and Wait.',
		requestId: task.requestId ?? undefined,
		taskId: task.id,
	});
}
