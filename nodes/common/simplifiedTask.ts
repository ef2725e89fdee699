import type { KlingTask, KlingVideo } from '../../kling/task';

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
		task_status: task.status === 'unrecognized' ? task.statusText : task.status,
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
