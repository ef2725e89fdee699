import { MAX_PAGE_SIZE, type KlingClient, type TaskPage } from '../api/client';
import type { Clock } from '../clock';
import { inputError, KlingError } from '../errors';
import { withRetries } from '../api/retries';
import type { KlingTask } from '../task';

/**
 * The account's newest tasks, newest first, from as many pages as it takes (API §2).
 *
 * @param limit from 1; Infinity for all
 * @param isWanted selects the tasks; all of them when not given
 * @throws KlingError; with special advice for a gateway that has no list.
 */
export async function listTasks(
	client: KlingClient,
	clock: Clock,
	limit: number,
	isWanted?: (task: KlingTask) => boolean,
): Promise<KlingTask[]> {
	if (!(limit >= 1)) {
		throw inputError(['Limit must be a number from 1'], 'Enter a number, or turn on Return All.');
	}
	// By id, because tasks that are created meanwhile push others onto the next page, where they
	// appear again.
	const tasks = new Map<string, KlingTask>();
	// With a filter, there is no telling how many tasks of a page will be wanted.
	const firstSize = isWanted ? MAX_PAGE_SIZE : limit;
	for await (const page of listPages(client, clock, firstSize)) {
		for (const task of isWanted ? page.filter(isWanted) : page) tasks.set(task.id, task);
		if (tasks.size >= limit) break;
	}
	return [...tasks.values()].slice(0, limit);
}

/**
 * The pages of the account's list, newest tasks first, for as long as the caller wants more and a
 * page brings something new. A short page isn't necessarily the last one: a host may give fewer
 * tasks than it was asked for, some entries may not be tasks, and the host may ignore the page
 * number. When the first page is small and doesn't suffice, the list begins again with large ones.
 *
 * @param firstSize tasks on the first page, from 1
 * @throws KlingError; with special advice for a gateway that has no list.
 */
export async function* listPages(
	client: KlingClient,
	clock: Clock,
	firstSize = MAX_PAGE_SIZE,
): AsyncGenerator<KlingTask[]> {
	const known = new Set<string>();
	let pageSize = Math.min(Math.ceil(firstSize), MAX_PAGE_SIZE);
	let cursor: string | null = null;
	for (;;) {
		const page: TaskPage = await withRetries(
			clock,
			async () => await client.listPage(cursor, pageSize),
		).catch(explain);
		yield page.tasks;
		const bringsNothing = page.tasks.every(({ id }) => known.has(id));
		if (page.next === null || (bringsNothing && pageSize === MAX_PAGE_SIZE)) return;
		for (const { id } of page.tasks) known.add(id);
		cursor = pageSize === MAX_PAGE_SIZE ? page.next : null;
		pageSize = MAX_PAGE_SIZE;
	}
}

function explain(error: unknown): never {
	if (!(error instanceof KlingError) || error.httpStatus !== 404) throw error;
	throw new KlingError('This host does not list videos', {
		kind: 'refused',
		advice:
			'Some gateways lack this part of the API. Use Get with a task ID, the Kling Motion Control Trigger with callbacks, or Create and Wait; or check Base URL in the credential.',
		httpStatus: error.httpStatus,
		code: error.code,
		requestId: error.requestId,
	});
}
