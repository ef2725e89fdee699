import type { ReceivedFile } from './media.mts';

/** V1 or 2.0. */
export type ApiVersion = 'v1' | 'v2';

/** The states of a task, in the order in which it can pass them. */
export type TaskStatus = 'submitted' | 'processing' | 'succeed' | 'failed';

/** The body of a create, after validation. */
export interface CreateBody {
	image_url: string;
	video_url: string;
	character_orientation: 'image' | 'video';
	mode: 'std' | 'pro';
	prompt?: string;
	keep_original_sound?: 'yes' | 'no';
	callback_url?: string;
	external_task_id?: string;
	model_name?: string;
	watermark_info?: { enabled?: boolean };
	/** An id of 18 digits is text here, whether it came as a number or as text. */
	element_list?: Array<{ element_id: string | number }>;
}

/** A video of a finished task. */
export interface ResultVideo {
	id: string;
	url: string;
	watermarkUrl: string | null;
	/** Seconds, as Kling writes them. */
	duration: string;
}

/** A task as the emulator keeps it. */
export interface Task {
	id: string;
	/** The id that its host knows it by: some gateways have ids of their own (API §3a). */
	publicId: string;
	/** The generation of the API that it was created with; its callbacks have the same. */
	apiVersion: ApiVersion;
	externalId: string | null;
	status: TaskStatus;
	/** Why it failed. */
	statusMessage: string;
	/** Why its gateway has given it up, while it goes on at Kling for ever (API §3a); null when it hasn't. */
	givenUp: string | null;
	/** With Base64 shortened. */
	body: CreateBody;
	/** What arrived of image and video; null until it has, or when it could not be fetched. */
	image: ReceivedFile | null;
	video: ReceivedFile | null;
	videos: ResultVideo[];
	/** Unix time in milliseconds. */
	createdAt: number;
	/** Unix time in milliseconds. */
	updatedAt: number;
}

/** Whether the task has ended, well or badly. */
export function isFinal(task: Task): boolean {
	return task.status === 'succeed' || task.status === 'failed';
}

/** The beginning of a text that may be megabytes of Base64. */
export function shorten(text: string): string {
	return text.length > 2000 ? `${text.slice(0, 100)}… (${text.length} characters)` : text;
}

let lastId = 0n;

/** 18 digits, as Kling's are: too long for a JSON number to hold exactly. */
export function nextTaskId(now: number): string {
	const candidate = BigInt(now) * 100_000n + 1n;
	lastId = candidate > lastId ? candidate : lastId + 1n;
	return String(lastId);
}
