import type { ReceivedFile } from './media.mts';

/** V1 or 2.0. */
export type ApiVersion = 'v1' | 'v2';

/** The states of a task, in their order. */
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
	/** An id of 18 digits is text here, even if it came as a number. */
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

/** A task as the emulator stores it. */
export interface Task {
	id: string;
	/** The id that its host shows: some gateways have ids of their own (API §3a). */
	publicId: string;
	/** The generation of the API that it was created with, which its callbacks have, too. */
	apiVersion: ApiVersion;
	externalId: string | null;
	/** What the account pays with. */
	paysWith: 'units' | 'money';
	status: TaskStatus;
	/** Why it failed. */
	statusMessage: string;
	/**
	 * Why its gateway has given it up, while at Kling it never ends (API §3a); null when it hasn't.
	 */
	givenUp: string | null;
	/** With Base64 shortened. */
	body: CreateBody;
	/** The received image and video; null until they arrive, or when they could not be fetched. */
	image: ReceivedFile | null;
	video: ReceivedFile | null;
	videos: ResultVideo[];
	/** Unix time in milliseconds. */
	createdAt: number;
	/** Unix time in milliseconds. */
	updatedAt: number;
}

/** Whether the task has ended, successfully or not. */
export function isFinal(task: Task): boolean {
	return task.status === 'succeed' || task.status === 'failed';
}

/** Shortens a text that may be megabytes of Base64. */
export function shorten(text: string): string {
	return text.length > 2000 ? `${text.slice(0, 100)}… (${text.length} characters)` : text;
}

let lastId = 0n;

/** Makes an id of 18 digits, like Kling's, which a JSON number can't hold exactly. */
export function nextTaskId(now: number): string {
	const candidate = BigInt(now) * 100_000n + 1n;
	lastId = candidate > lastId ? candidate : lastId + 1n;
	return String(lastId);
}
