import { isObject, numberOf, textOf } from '../json';
import type { KlingTask, KlingVideo, TaskStatus } from '../task';

/** Reads one task; null when the value isn't a task (API §2, §3 and §3a). */
export function parseTask(value: unknown): KlingTask | null {
	if (!isObject(value)) return null;
	const id = textOf(value.task_id) ?? textOf(value.id);
	const word = textOf(value.task_status) ?? textOf(value.status);
	if (id === null || word === null) return null;
	const info = isObject(value.task_info) ? value.task_info : {};
	return {
		id,
		...readStatus(word),
		statusMessage: textOf(value.task_status_msg),
		externalId: textOf(info.external_task_id) ?? textOf(value.external_task_id),
		videos: parseVideos(value.task_result),
		createdAt: numberOf(value.created_at),
		updatedAt: numberOf(value.updated_at),
		requestId: null,
		raw: value,
	};
}

/** Words for a status that hosts use besides Kling's own (API §3, §3a and §8). */
const STATUS_WORDS: Record<string, TaskStatus> = {
	submitted: 'submitted',
	processing: 'processing',
	succeed: 'succeed',
	succeeded: 'succeed',
	failed: 'failed',
};

function readStatus(word: string): Pick<KlingTask, 'status' | 'statusText'> {
	const lower = word.toLowerCase();
	const status = Object.hasOwn(STATUS_WORDS, lower) ? STATUS_WORDS[lower] : undefined;
	return { status: status ?? 'unrecognized', statusText: lower };
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
