import { MAX_PAGE, MAX_PAGE_SIZE, type KlingClient } from '../api/client';
import type { Clock } from '../clock';
import { inputError, KlingError } from '../errors';
import { withRetries } from '../api/retries';
import type { KlingTask } from '../task';

/**
 * The account's newest tasks, newest first, from as many pages as it takes (API §2).
 *
 * @param limit from 1; Infinity for all
 * @throws KlingError; with its own advice where a gateway has no list.
 */
export async function listTasks(
	client: KlingClient,
	clock: Clock,
	limit: number,
): Promise<KlingTask[]> {
	if (!(limit >= 1)) {
		throw inputError(['Limit must be a number from 1'], 'Enter a number, or turn on Return All.');
	}
	// By id: tasks that are created meanwhile push others onto the next page, where they come again.
	const tasks = new Map<string, KlingTask>();
	for await (const page of listPages(client, clock, limit)) {
		for (const task of page) tasks.set(task.id, task);
		if (tasks.size >= limit) break;
	}
	return [...tasks.values()].slice(0, limit);
}

/**
 * The pages of the account's list, newest tasks first, for as long as the caller wants more. After a
 * first page that is small, which is often enough, the list begins again with large ones.
 *
 * @param firstSize tasks on the first page, from 1
 * @throws KlingError; with its own advice where a gateway has no list.
 */
export async function* listPages(
	client: KlingClient,
	clock: Clock,
	firstSize = MAX_PAGE_SIZE,
): AsyncGenerator<KlingTask[]> {
	let pageSize = Math.min(Math.ceil(firstSize), MAX_PAGE_SIZE);
	for (let page = 1; page <= MAX_PAGE; ) {
		const tasks = await withRetries(clock, async () => await client.list(page, pageSize)).catch(
			explain,
		);
		yield tasks;
		// Entries that can't be read are left out, so that a full page may look a little short.
		if (tasks.length <= pageSize / 2) return;
		page = pageSize === MAX_PAGE_SIZE ? page + 1 : 1;
		pageSize = MAX_PAGE_SIZE;
	}
}

function explain(error: unknown): never {
	if (!(error instanceof KlingError) || error.httpStatus !== 404) throw error;
	throw new KlingError('This host does not list tasks', {
		kind: 'refused',
		advice:
			'Some gateways lack this part of the API. Use Get with a task ID, the Kling Motion Control Trigger with callbacks, or Create and Wait; or check Base URL in the credential.',
		httpStatus: error.httpStatus,
		code: error.code,
		requestId: error.requestId,
	});
}
