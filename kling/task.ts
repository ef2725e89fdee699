import { isObject, numberOf, textOf, type JsonObject } from './json';

/** A video of a finished task. Kling deletes it 30 days after it was made (API §2). */
export interface KlingVideo {
	id: string | null;
	/** Signed, expires. Its query string must stay as it is. */
	url: string;
	/** Seconds. */
	duration: number | null;
	/** The watermarked copy, when one was asked for. */
	watermarkUrl: string | null;
}

/** A motion-control task, whatever shape the API or a gateway gave it. */
export interface KlingTask {
	/** 18 digits at Kling, anything at gateways: always text, never a number. */
	id: string;
	/** `submitted`, `processing`, `succeed` or `failed`; an unknown word is kept, and isn't final. */
	status: string;
	/** Why the task failed. */
	statusMessage: string | null;
	externalId: string | null;
	videos: KlingVideo[];
	/** Unix time in milliseconds. */
	createdAt: number | null;
	/** Unix time in milliseconds. */
	updatedAt: number | null;
	/** Of the answer that told of the task; what Kling's support asks for. */
	requestId: string | null;
	/** The object as it came. */
	raw: JsonObject;
}

/** Reads one task; null when the value isn't a task (API §2, §3 and §3a). */
export function parseTask(value: unknown): KlingTask | null {
	if (!isObject(value)) return null;
	const id = textOf(value.task_id) ?? textOf(value.id);
	const status = textOf(value.task_status) ?? textOf(value.status);
	if (id === null || status === null) return null;
	const info = isObject(value.task_info) ? value.task_info : {};
	return {
		id,
		status: normaliseStatus(status),
		statusMessage: textOf(value.task_status_msg),
		externalId: textOf(info.external_task_id) ?? textOf(value.external_task_id),
		videos: parseVideos(value.task_result),
		createdAt: numberOf(value.created_at),
		updatedAt: numberOf(value.updated_at),
		requestId: null,
		raw: value,
	};
}

const UNKNOWN = 'unknown';

/** A task of which nothing is known yet but its id. */
export function taskNamed(id: string): KlingTask {
	const raw = { task_id: id, task_status: UNKNOWN };
	return parseTask(raw) as KlingTask;
}

/** Whether nothing is known of the task but its id, which may be an external one. */
export function isOnlyNamed(task: KlingTask): boolean {
	return task.status === UNKNOWN;
}

/** API 2.0 says `succeeded` where V1 says `succeed` (API §8). */
function normaliseStatus(status: string): string {
	const word = status.toLowerCase();
	return word === 'succeeded' ? 'succeed' : word;
}

function parseVideos(result: unknown): KlingVideo[] {
	const videos = isObject(result) && Array.isArray(result.videos) ? result.videos : [];
	return videos.filter(isObject).flatMap((video) => {
		const url = textOf(video.url);
		if (url === null) return [];
		return [
			{
				id: textOf(video.id),
				url,
				duration: numberOf(video.duration),
				watermarkUrl: textOf(video.watermark_url),
			},
		];
	});
}

/** Whether the task has ended, well or badly. */
export function isFinal(task: KlingTask): boolean {
	return task.status === 'succeed' || task.status === 'failed';
}

/** Whether the task has ended badly. */
export function isFailed(task: KlingTask): boolean {
	return task.status === 'failed';
}

/** Whether the id, a task id or an external one, names this task. */
export function isNamedBy(task: KlingTask, id: string): boolean {
	return task.id === id || task.externalId === id;
}

/** The flat form of a task for users of the node: always the same keys, null where nothing is known. */
export interface SimpleTask {
	[key: string]: string | number | null | Array<Record<string, string | number | null>>;
	task_id: string;
	task_status: string;
	task_status_msg: string | null;
	external_task_id: string | null;
	video_url: string | null;
	video_id: string | null;
	/** Seconds. */
	duration: number | null;
	videos: Array<Record<string, string | number | null>>;
	/** ISO 8601. */
	created_at: string | null;
	/** ISO 8601. */
	updated_at: string | null;
}

/** The first video's fields stand at the top, because a task normally has just one. */
export function simplifyTask(task: KlingTask): SimpleTask {
	const [first] = task.videos;
	return {
		task_id: task.id,
		task_status: task.status,
		task_status_msg: task.statusMessage,
		external_task_id: task.externalId,
		video_url: first?.url ?? null,
		video_id: first?.id ?? null,
		duration: first?.duration ?? null,
		videos: task.videos.map(simplifyVideo),
		created_at: isoTime(task.createdAt),
		updated_at: isoTime(task.updatedAt),
	};
}

function simplifyVideo(video: KlingVideo): Record<string, string | number | null> {
	const { id, url, duration, watermarkUrl } = video;
	return { id, url, duration, ...(watermarkUrl !== null && { watermark_url: watermarkUrl }) };
}

function isoTime(milliseconds: number | null): string | null {
	if (milliseconds === null) return null;
	const date = new Date(milliseconds);
	return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
