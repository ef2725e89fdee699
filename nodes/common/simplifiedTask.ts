import type { KlingTask, KlingVideo } from '../../kling/task';
import { isoTime } from './isoTime';

/** The flat form of a video. */
type SimpleVideo = Record<string, string | number | null>;

/**
 * The flat form of a task for users of the node, with the most useful fields first. Unknown values
 * are null.
 */
export interface SimpleTask {
	[key: string]: string | number | null | SimpleVideo[] | undefined;
	video_url: string | null;
	/** Seconds. */
	duration: number | null;
	task_status: string;
	task_status_msg: string | null;
	task_id: string;
	external_task_id: string | null;
	/** Units of a resource pack. */
	units_charged: number | null;
	/** Only when the account pays in money. */
	money_charged?: number;
	/** The currency of that money, if the host names it. */
	currency?: string;
	/** ISO 8601: when Kling deletes the video (API §2). */
	expires_at: string | null;
	/** ISO 8601. */
	created_at: string | null;
	/** ISO 8601. */
	updated_at: string | null;
	/** All videos, if the fields above don't say everything about them. */
	videos?: SimpleVideo[];
}

/**
 * Flattens a task. The first video's fields are at the top level, because a task normally has just
 * one video.
 */
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
		units_charged: task.unitsCharged,
		...(task.moneyCharged !== null && { money_charged: task.moneyCharged }),
		...(task.currency !== null && { currency: task.currency }),
		expires_at: first ? isoTime(task.expiresAt) : null,
		created_at: isoTime(task.createdAt),
		updated_at: isoTime(task.updatedAt),
		...(hasMore && { videos: videos.map(simplifyVideo) }),
	};
}

function simplifyVideo(video: KlingVideo): SimpleVideo {
	const { id, url, duration, watermarkUrl } = video;
	return { id, url, duration, ...(watermarkUrl !== null && { watermark_url: watermarkUrl }) };
}
