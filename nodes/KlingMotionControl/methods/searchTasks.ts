import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { KlingTask } from '../../../kling/task';
import { openAccount } from '../../common/account';
import { toNodeError } from '../../common/errors';

/** Entries of one page of the list. */
const PAGE_SIZE = 50;

/**
 * The account's tasks for the field Task, newest first, one page a call.
 *
 * @throws NodeApiError or NodeOperationError
 */
export async function searchTasks(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const page = Number(paginationToken) || 1;
	try {
		const { client } = await openAccount(this);
		const tasks = await client.list(page, PAGE_SIZE);
		const results = tasks
			.map((task) => ({ name: describe(task), value: task.id }))
			.filter(({ name }) => !filter || name.toLowerCase().includes(filter.toLowerCase()));
		return { results, paginationToken: tasks.length < PAGE_SIZE ? undefined : String(page + 1) };
	} catch (error) {
		throw toNodeError(this, error);
	}
}

/** What tells tasks apart: the user's own name for it, its status and age. */
function describe({ id, externalId, status, createdAt }: KlingTask): string {
	const time = createdAt === null ? '' : new Date(createdAt).toISOString();
	const minute = time.replace(/^(.+)T(\d\d:\d\d).*$/, '$1 $2 UTC');
	return [externalId ?? id, status, minute].filter(Boolean).join(' · ');
}
