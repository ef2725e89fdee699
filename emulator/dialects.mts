import { randomUUID } from 'node:crypto';
import { TaskNotFound, type ApiError } from './errors.mts';
import type { DialectName } from './options.mts';
import { isFinal, type ResultVideo, type Task } from './task.mts';

/** How a host dresses its answers, and what it can be asked. */
export interface Dialect {
	hasList: boolean;
	findsExternalIds: boolean;
	/** The status of an error may differ from Kling's too. */
	statusOf: (error: ApiError) => number;
	error: (error: ApiError) => unknown;
	/** The answer to a create. */
	created: (task: Task) => unknown;
	/** The answer to a query. */
	task: (task: Task) => unknown;
}

type Json = Record<string, unknown>;

/** Kling's own form. */
const official: Dialect = {
	hasList: true,
	findsExternalIds: true,
	statusOf: (error) => error.status,
	error: (error) => envelope(undefined, error.code, error.message),
	created: (task) => envelope(newTask(task)),
	task: (task) => envelope(wholeTask(task)),
};

/** Gateways answer 404 for a task that they don't know. */
const gatewayStatus = (error: ApiError) => (error instanceof TaskNotFound ? 404 : error.status);

/** A gateway that wraps Kling's whole answer: the task is at `data.data.data`. */
const nested: Dialect = {
	hasList: false,
	findsExternalIds: true,
	statusOf: gatewayStatus,
	error: official.error,
	created: (task) => wrap(task, official.created(task)),
	task: (task) => wrap(task, official.task(task)),
};

/** A gateway without any envelope: the task is the answer, and says `id` in place of `task_id`. */
const flat: Dialect = {
	hasList: false,
	findsExternalIds: false,
	statusOf: gatewayStatus,
	error: (error) => ({ error: { code: String(error.code), message: error.message } }),
	created: (task) => renameId(newTask(task)),
	task: (task) => renameId(wholeTask(task)),
};

/** All dialects by name. */
export const DIALECTS: Record<DialectName, Dialect> = { official, nested, flat };

/** A page of the list, which only Kling itself has. */
export function taskList(tasks: Task[]): unknown {
	return envelope(tasks.map(wholeTask));
}

/** Kling's envelope. */
export function envelope(data: unknown, code = 0, message = 'SUCCEED'): Json {
	return { code, message, request_id: randomUUID(), ...(data !== undefined && { data }) };
}

function wrap(task: Task, answer: unknown): Json {
	const record = { task_id: task.id, platform: 'kling', status: task.status, data: answer };
	return { code: 'success', message: '', data: record };
}

function renameId({ task_id, ...rest }: Json): Json {
	return { id: task_id, ...rest };
}

/** What a create tells. */
function newTask(task: Task): Json {
	return {
		task_id: task.id,
		task_status: task.status,
		task_info: task.externalId === null ? {} : { external_task_id: task.externalId },
		created_at: task.createdAt,
		updated_at: task.updatedAt,
	};
}

/** What a query tells. */
export function wholeTask(task: Task): Json {
	return {
		...newTask(task),
		task_status_msg: task.statusMessage,
		...(task.body.watermark_info && { watermark_info: task.body.watermark_info }),
		...(isFinal(task) && { final_unit_deduction: task.status === 'succeed' ? '2.5' : '0' }),
		...(task.status === 'succeed' && { task_result: { videos: task.videos.map(video) } }),
	};
}

function video({ id, url, watermarkUrl, duration }: ResultVideo): Json {
	return { id, url, duration, ...(watermarkUrl !== null && { watermark_url: watermarkUrl }) };
}
