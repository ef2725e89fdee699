import type { KlingTask, KlingVideo } from '../../kling/task';

/** The flat form of a video. */
type SimpleVideo = Record<string, string | number | null>;

/** The flat form of a task for users of the node: what they need first stands first, null where nothing is known. */
export interface SimpleTask {
	[key: string]: string | number | null | SimpleVideo[] | undefined;
	video_url: string | null;
	/** Seconds. */
	duration: number | null;
	task_status: string;
	task_status_msg: string | null;
	task_id: string;
	external_task_id: string | null;
	/** ISO 8601: when Kling deletes the video (API §2). */
	expires_at: string | null;
	/** ISO 8601. */
	created_at: string | null;
	/** ISO 8601. */
	updated_at: string | null;
	/** All of them, when there is more to say than the fields above do. */
	videos?: SimpleVideo[];
}

const LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;

/** The first video's fields stand at the top, because a task normally has just one. */
export function simplifyTask(task: KlingTask): SimpleTask {
	const { videos } = task;
	const [first] = videos;
	const hasMore = videos.length > 1 || videos.some(({ watermarkUrl }) => watermarkUrl !== null);
	return {
		video_url: first?.url ?? null,
		duration: first?.duration ?? null,
		task_status: task.status === 'unrecognized' ? task.statusText : task.status,
		task_status_msg: task.statusMessage,
		task_id: task.id,
		external_task_id: task.externalId,
		expires_at: first ? isoTime(endOfLife(task)) : null,
		created_at: isoTime(task.createdAt),
		updated_at: isoTime(task.updatedAt),
		...(hasMore && { videos: videos.map(simplifyVideo) }),
	};
}

/** Of the task's videos; counted from the last change, which is the end of a finished task. */
function endOfLife({ updatedAt, createdAt }: KlingTask): number | null {
	const end = updatedAt ?? createdAt;
	return end === null ? null : end + LIFETIME_MS;
}

function simplifyVideo(video: KlingVideo): SimpleVideo {
	const { id, url, duration, watermarkUrl } = video;
	return { id, url, duration, ...(watermarkUrl !== null && { watermark_url: watermarkUrl }) };
}

function isoTime(milliseconds: number | null): string | null {
	if (milliseconds === null) return null;
	const date = new Date(milliseconds);
	return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
