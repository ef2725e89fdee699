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
 * Tasks may appear in the list a little later than others that were created after them, so each look
 * goes back so far behind the newest task. Milliseconds.
 */
const OVERLAP_MS = 10_000;
/** Then Kling has deleted the video (API §2), and whatever has not ended never will. */
const MAX_AGE_MS = 30 * 24 * 60 * 60 * 1000;
/** How many pages are searched for running tasks, at most, when following begins. */
const MAX_FIRST_PAGES = 10;
const MIN_PAGE_SIZE = 30;
const CONCURRENT_QUERIES = 5;

/** What one look at an account has found. */
export interface EndedTasks {
	/** The tasks that have ended since the look before, in the order of their ends. */
	ended: ListedTask[];
	/** For the next look. */
	cursor: TaskCursor;
}

/**
 * Begins to follow an account: what has ended until now is past, what runs now will be found when it ends.
 *
 * @throws KlingError; with its own advice where a gateway has no list.
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
 * Finds the tasks of an account that have ended since the last look: in whatever order, however many,
 * however long ago that look was. Changes nothing: the caller keeps the cursor when it has the tasks in hand.
 *
 * @throws KlingError; then nothing is lost, and the same look can be taken later.
 */
export async function findEndedSince(
	client: KlingClient,
	clock: Clock,
	cursor: TaskCursor,
): Promise<EndedTasks> {
	const { found, missing } = await searchList(client, clock, cursor);
	const asked = await askSingly(client, clock, missing);
	const tasks = [...found, ...asked.found];
	const running = { ...cursor.running };
	for (const id of asked.unknown) delete running[id];
	return {
		ended: tasks.filter(isFinal).sort((a, b) => endOf(a) - endOf(b) || a.createdAt - b.createdAt),
		cursor: advance({ ...cursor, running }, tasks, clock.now()),
	};
}

interface ListSearch {
	/** Tasks that are new, or that ran at the last look. */
	found: ListedTask[];
	/** Ids of tasks that ran at the last look and are not on the pages that were read. */
	missing: string[];
}

/** Reads the list from the top, as far down as it pays. */
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
		// A page without news costs a request as well as asking for a single task does.
		fruitless = news.length === 0 ? fruitless + 1 : 0;
		const isPast = (listed.at(-1)?.createdAt ?? 0) <= newest - OVERLAP_MS;
		if (isPast && !isListCheaper(sought.size - fruitless)) break;
	}
	return { found: [...found.values()], missing: [...sought] };
}

/** Tasks that run for long are far down in the list. One that can't be asked for holds nobody up: it stays. */
async function askSingly(
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

/** The cursor after a look that has found these tasks. */
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

function endOf({ updatedAt, createdAt }: ListedTask): number {
	return updatedAt ?? createdAt;
}

function requireCreationTime(task: KlingTask): ListedTask {
	if (task.createdAt !== null) return { ...task, createdAt: task.createdAt };
	throw new KlingError('This host does not say when a task was created', {
		kind: 'unreadable',
		advice:
			'So new tasks cannot be told from old ones. Use the Kling Motion Control Trigger with callbacks, or Create and Wait.',
		requestId: task.requestId ?? undefined,
		taskId: task.id,
	});
}
