import { MAX_PAGE_SIZE, type KlingClient } from '../api/client';
import type { Clock } from '../clock';
import { KlingError, rethrow } from '../errors';
import { withRetries } from '../api/retries';
import { isFinal, isNamedBy, type KlingTask } from '../task';

const MIN_TASKS_FOR_LIST = 3;
/** A page has at least so many tasks: others may use the account too. */
const MIN_PAGE_SIZE = 30;

/** Whether one list query is cheaper than asking for so many tasks one by one. */
export function isListCheaper(tasks: number): boolean {
	return tasks >= MIN_TASKS_FOR_LIST;
}

/**
 * Those of the tasks that the first page of the account's list shows, by the id that named them.
 *
 * @param ids task ids or external ids
 * @throws KlingError; not every gateway has the list.
 */
export async function listNamed(
	client: KlingClient,
	ids: string[],
): Promise<Map<string, KlingTask>> {
	const pageSize = Math.min(MAX_PAGE_SIZE, Math.max(MIN_PAGE_SIZE, ids.length * 2));
	const found = new Map<string, KlingTask>();
	for (const task of await client.list(1, pageSize)) {
		for (const id of ids) if (isNamedBy(task, id)) found.set(id, task);
	}
	return found;
}

/**
 * Asks for tasks that are awaited together: all of them if all have ended, by the id that named them.
 * Asks no further once it has met one that has not.
 *
 * @param ids task ids or external ids, in order of creation
 * @returns null when one of them has not ended
 * @throws KlingError when a task can't be asked for.
 */
export async function findEnded(
	client: KlingClient,
	clock: Clock,
	ids: string[],
): Promise<Map<string, KlingTask> | null> {
	const found = isListCheaper(ids.length)
		? await tryList(client, ids)
		: new Map<string, KlingTask>();
	if (![...found.values()].every(isFinal)) return null;
	// The newest are the likeliest not to have ended.
	for (const id of ids.filter((name) => !found.has(name)).reverse()) {
		const task = await withRetries(clock, async () => await client.get(id));
		if (!isFinal(task)) return null;
		found.set(id, task);
	}
	return found;
}

/** Without the list, the tasks are asked for one by one. */
async function tryList(client: KlingClient, ids: string[]): Promise<Map<string, KlingTask>> {
	try {
		return await listNamed(client, ids);
	} catch (error) {
		if (error instanceof KlingError) return new Map();
		return rethrow(error);
	}
}
