import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { KlingTask } from '../../../kling/task';
import { openAccount } from '../../common/account';
import { toNodeError } from '../../common/errors';

/** Entries on one page of the list. */
const PAGE_SIZE = 50;

/**
 * The account's motion videos for the field Motion Video, newest first, one page per call.
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
			.filter((task) => !filter || toSearchText(task).includes(filter.toLowerCase()))
			.map((task) => ({ name: describe(task, this.getTimezone()), value: task.id }));
		return { results, paginationToken: tasks.length < PAGE_SIZE ? undefined : String(page + 1) };
	} catch (error) {
		throw toNodeError(this, error);
	}
}

/** Whether the user chose the external id. A derived one means nothing to a person. */
const isOwnName = (externalId: string) => !externalId.startsWith('n8n-');

const STATUS_NAMES: Partial<Record<KlingTask['status'], string>> = {
	submitted: 'Queued',
	processing: 'In Progress',
	succeed: 'Ready',
	failed: 'Failed',
};

/**
 * Describes a video by the user's own name for it, its start, its status, and the end of its id.
 */
function describe(task: KlingTask, timeZone: string): string {
	const { id, externalId, status, statusText, createdAt } = task;
	return [
		externalId !== null && isOwnName(externalId) ? externalId : '',
		createdAt === null ? '' : formatTime(createdAt, timeZone),
		STATUS_NAMES[status] ?? statusText,
		id.length > 8 ? `…${id.slice(-6)}` : id,
	]
		.filter((part) => part !== '')
		.join(' · ');
}

/** Such as "26 Nov 2026, 14:05". */
function formatTime(milliseconds: number, timeZone: string): string {
	return new Date(milliseconds).toLocaleString('en-GB', {
		timeZone,
		dateStyle: 'medium',
		timeStyle: 'short',
	});
}

function toSearchText(task: KlingTask): string {
	const { id, externalId, status, statusText } = task;
	return [id, externalId, STATUS_NAMES[status], statusText].join(' ').toLowerCase();
}
