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
	const pageSize = Math.min(Math.ceil(limit), MAX_PAGE_SIZE);
	for (let page = 1; page <= MAX_PAGE && tasks.size < limit; page++) {
		const found = await withRetries(clock, async () => await client.list(page, pageSize)).catch(
			explain,
		);
		for (const task of found) tasks.set(task.id, task);
		if (found.length < pageSize) break;
	}
	return [...tasks.values()].slice(0, limit);
}

function explain(error: unknown): never {
	if (!(error instanceof KlingError) || error.httpStatus !== 404) throw error;
	throw new KlingError('This host does not list tasks', {
		kind: 'refused',
		advice:
			'Some gateways lack this part of the API. Use Get with a task ID, or check Base URL in the credential.',
		httpStatus: error.httpStatus,
		code: error.code,
		requestId: error.requestId,
	});
}
