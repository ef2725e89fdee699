import { randomUUID } from 'node:crypto';
import { moneyOf, unitsOf } from './prices.mts';
import { isFinal, type ResultVideo, type Task } from './task.mts';

type Json = Record<string, unknown>;

/** Kling's envelope, the same in both generations of the API (API §1 and §8). */
export function envelope(data: unknown, code = 0, message = 'SUCCEED'): Json {
	return { code, message, request_id: randomUUID(), ...(data !== undefined && { data }) };
}

/** The response of V1 to a create (API §1). */
export function newTaskV1(task: Task): Json {
	return {
		task_id: task.id,
		task_status: task.status,
		task_info: task.externalId === null ? {} : { external_task_id: task.externalId },
		created_at: task.createdAt,
		updated_at: task.updatedAt,
	};
}

/** A task in a query's response with V1 (API §2). */
export function taskV1(task: Task): Json {
	return {
		...newTaskV1(task),
		task_status_msg: task.statusMessage,
		...(task.body.watermark_info && { watermark_info: task.body.watermark_info }),
		...(isFinal(task) && paidV1(task)),
		...(task.status === 'succeed' && { task_result: { videos: task.videos.map(videoV1) } }),
	};
}

function paidV1(task: Task): Json {
	if (task.paysWith === 'units') return { final_unit_deduction: String(unitsOf(task)) };
	const quota = String(moneyOf(task));
	return { final_balance_deduction: { quota, list_price: quota } };
}

/** The flat body of a callback, with empty lists as seen on the live service (API §5). */
export function callbackV1(task: Task): Json {
	const { task_result: result, ...rest } = taskV1(task);
	return { ...rest, task_result: { images: [], videos: [], audios: [], ...(result ?? {}) } };
}

function videoV1({ id, url, watermarkUrl, duration }: ResultVideo): Json {
	return { id, url, duration, ...(watermarkUrl !== null && { watermark_url: watermarkUrl }) };
}
