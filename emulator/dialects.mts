import type { ApiError } from './errors.mts';
import { NoChannel, TaskNotFound } from './errors.mts';
import type { DialectName } from './options.mts';
import { MODELS } from './schemas.mts';
import { isFinal, type CreateBody, type Task } from './task.mts';
import { envelope, newTaskV1, taskV1 } from './v1.mts';

/** The form of a host's responses, and which requests it supports (API §3 and §3a). */
export interface Dialect {
	/** Kling's own host: it has the list, API 2.0, account costs, and external ids that are unique. */
	isKling: boolean;
	/** The HTTP status of an error, which may differ from Kling's. */
	statusOf: (error: ApiError) => number;
	error: (error: ApiError) => unknown;
	/** What a gateway refuses before it asks Kling. @throws ApiError */
	checkCreate?: (body: CreateBody) => void;
	/** The response to a create. */
	created: (task: Task) => unknown;
	/** The response to a query. */
	task: (task: Task) => unknown;
}

type Json = Record<string, unknown>;

const NO_SUCH_ADDRESS = 1202;

/** Kling's own form. */
const official: Dialect = {
	isKling: true,
	statusOf: (error) => error.status,
	error: (error) => envelope(undefined, error.code, error.message),
	created: (task) => envelope(newTaskV1(task)),
	task: (task) => envelope(taskV1(task)),
};

/** A gateway of the new-api family (API §3a), whose forks differ in the status of a new task. */
function newApi(statusOfNew: string): Dialect {
	return {
		isKling: false,
		statusOf: ({ code, status }) => (status === 404 && code !== NO_SUCH_ADDRESS ? 400 : status),
		error: toNewApiError,
		checkCreate: requireChannel,
		created: (task) => ({
			id: task.publicId,
			task_id: task.publicId,
			object: 'video',
			model: task.body.model_name,
			status: statusOfNew,
			progress: 0,
			created_at: seconds(task.createdAt),
		}),
		task: (task) => ({ code: 'success', message: '', data: toRecord(task) }),
	};
}

function requireChannel({ model_name: model = '' }: CreateBody): void {
	if (!MODELS.includes(model)) throw new NoChannel(model);
}

/** Any other gateway: the task at the top level, `id` instead of `task_id`, a word as code. */
const flat: Dialect = {
	isKling: false,
	statusOf: (error) => (error instanceof TaskNotFound ? 404 : error.status),
	error: ({ code, message }) => ({ error: { code: String(code), message } }),
	created: (task) => ({ code: 'success', ...renameId(newTaskV1(task)) }),
	task: (task) => ({ code: 'success', ...renameId(taskV1(task)) }),
};

/** All dialects by name. */
export const DIALECTS: Record<DialectName, Dialect> = {
	official,
	'new-api': newApi(''),
	'new-api-queued': newApi('queued'),
	'new-api-public-ids': newApi('queued'),
	flat,
};

const RECORD_STATUS = {
	submitted: 'SUBMITTED',
	processing: 'IN_PROGRESS',
	succeed: 'SUCCESS',
	failed: 'FAILURE',
};
const PROGRESS = { submitted: '10%', processing: '50%', succeed: '100%', failed: '100%' };

/**
 * The gateway's record of a task, with Kling's whole response in it. When the gateway gives a task
 * up, Kling doesn't know.
 */
function toRecord(task: Task): Json {
	const status = task.givenUp === null ? task.status : 'failed';
	return {
		task_id: task.publicId,
		status: RECORD_STATUS[status],
		fail_reason: task.givenUp ?? (task.status === 'failed' ? task.statusMessage : ''),
		submit_time: seconds(task.createdAt),
		start_time: task.status === 'submitted' ? 0 : seconds(task.createdAt),
		finish_time: isFinal(task) || task.givenUp !== null ? seconds(task.updatedAt) : 0,
		progress: PROGRESS[status],
		data: official.task(task),
	};
}

/** Wraps Kling's refusals as text, those for rate and quota without Kling's code (API §3a). */
function toNewApiError(error: ApiError): Json {
	const { code, status, message } = error;
	if (error instanceof TaskNotFound) return newApiError('task_not_exist', 'task_not_exist');
	if (code === NO_SUCH_ADDRESS)
		return { error: { message: 'Invalid URL', type: 'invalid_request_error' } };
	if (status === 401 || error instanceof NoChannel)
		return { error: { code: '', message, type: 'new_api_error' } };
	if (status === 429)
		return newApiError('fail_to_fetch_task', '当前分组上游负载已饱和，请稍后再试');
	return newApiError('fail_to_fetch_task', JSON.stringify(envelope(undefined, code, message)));
}

function newApiError(code: string, message: string): Json {
	return { code, message, data: null };
}

function seconds(milliseconds: number): number {
	return Math.floor(milliseconds / 1000);
}

function renameId({ task_id, ...rest }: Json): Json {
	return { id: task_id, ...rest };
}
