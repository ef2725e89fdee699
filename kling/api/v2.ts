import { isObject, textOf, type JsonObject } from '../json';
import type { KlingTask } from '../task';
import { encodeId } from '../url';
import type { KlingClient, TaskPage } from './client';
import type { ResourcePack } from './resourcePacks';
import { isHostMadeId, unknownTask, type ApiRequest, type Exchange } from './exchange';
import { findList, parseTask } from './parseTask';
import { readCode } from './responses';

/** The most ids that one query may name (API §8). */
const MAX_IDS = 20;
/** What a query names its tasks by; it can't mix both kinds (API §8). */
type IdKind = 'task_ids' | 'external_task_ids';

/** The second generation of the API, which Kling's own hosts have (API §8). */
export class KlingClientV2 implements KlingClient {
	constructor(private readonly exchange: Exchange) {}

	async create(body: JsonObject): Promise<KlingTask> {
		const request = toCreateRequest(body);
		return await this.exchange.create(request.path, request.body);
	}

	async get(id: string): Promise<KlingTask> {
		const task = (await this.getSeveral([id])).get(id);
		if (task === undefined) throw unknownTask(id);
		return task;
	}

	/**
	 * An id of digits is probably Kling's own. If Kling doesn't know it, it is asked for as an
	 * external id.
	 */
	async getSeveral(ids: string[]): Promise<Map<string, KlingTask>> {
		const byTaskId = await this.query('task_ids', ids.filter(isHostMadeId));
		const others = ids.filter((id) => !byTaskId.has(id));
		return new Map([...byTaskId, ...(await this.query('external_task_ids', others))]);
	}

	async list(page: number, pageSize: number): Promise<KlingTask[]> {
		let cursor: string | null = null;
		for (let number = 1; ; number++) {
			const { tasks, next } = await this.listPage(cursor, pageSize);
			if (number === page) return tasks;
			if (next === null) return [];
			cursor = next;
		}
	}

	/** Lists the tasks of the last 30 days. Older videos no longer exist. */
	async listPage(cursor: string | null, pageSize: number): Promise<TaskPage> {
		const body = { limit: pageSize, ...(cursor !== null && { cursor }) };
		const request = { method: 'POST', path: '/tasks', body, pageSize } as const;
		return await this.askForTasks(request);
	}

	async getResourcePacks(now: number): Promise<ResourcePack[]> {
		return await this.exchange.getResourcePacks(now);
	}

	private async query(kind: IdKind, ids: string[]): Promise<Map<string, KlingTask>> {
		const found = new Map<string, KlingTask>();
		for (let start = 0; start < ids.length; start += MAX_IDS) {
			const asked = ids.slice(start, start + MAX_IDS);
			const path = `/tasks?${kind}=${asked.map(encodeId).join(',')}`;
			const { tasks } = await this.askForTasks({ method: 'GET', path, pageSize: asked.length });
			for (const task of tasks) {
				const id = kind === 'task_ids' ? task.id : task.externalId;
				if (id !== null && ids.includes(id)) found.set(id, task);
			}
		}
		return found;
	}

	private async askForTasks(request: ApiRequest): Promise<TaskPage> {
		const { found, requestId } = await this.exchange.ask(request, findPage, 'a list of tasks');
		const tasks = found.tasks.map((task) => this.exchange.complete(task, requestId));
		return { ...found, tasks };
	}
}

/** Only Kling has this API, so nothing but Kling's own envelope is accepted. */
function findPage(json: unknown): TaskPage | null {
	const rows = isObject(json) && readCode(json) === 0 ? findList(json.data) : null;
	if (!isObject(json) || rows === null) return null;
	const data = isObject(json.data) ? json.data : {};
	return {
		tasks: rows
			.filter(mayBeVideo)
			.map((row) => parseTask(row))
			.filter((task) => task !== null),
		next: data.has_more === false ? null : textOf(data.next_cursor),
	};
}

/**
 * Whether a row may be a motion video. The account's tasks are of all of Kling's products (API §8).
 * A task that has made only files of other kinds certainly isn't one, but other videos can't be
 * recognized.
 */
function mayBeVideo(row: unknown): boolean {
	const outputs = isObject(row) && Array.isArray(row.outputs) ? row.outputs.filter(isObject) : [];
	return outputs.length === 0 || outputs.some(({ type }) => textOf(type) === 'video');
}

const RESOLUTIONS: Record<string, string> = { std: '720p', pro: '1080p' };

/** Translates a create from V1 to API 2.0. Fields that already have the form of 2.0 are kept. */
function toCreateRequest(body: JsonObject): { path: string; body: JsonObject } {
	const { model_name: model, image_url: image, video_url: video, prompt, mode, ...more } = body;
	const {
		character_orientation,
		keep_original_sound: sound,
		element_list: elements,
		...rest
	} = more;
	const { callback_url, external_task_id, watermark_info, ...own } = rest;
	const { contents, settings, options, ...unknown } = own;
	return {
		path: `/motion-control/${encodeURIComponent(toModelName(textOf(model) ?? 'kling-v2-6'))}`,
		body: {
			contents: [
				...(textOf(prompt) === null ? [] : [{ type: 'prompt', text: prompt }]),
				{ type: 'image', url: image },
				{ type: 'video', url: video },
				...listOf(elements).map(toElement),
				...listOf(contents),
			],
			settings: {
				character_orientation,
				audio: sound === 'no' ? 'off' : 'original',
				resolution: RESOLUTIONS[String(mode)] ?? mode,
				...objectOf(settings),
			},
			options: {
				...(watermark_info !== undefined && { watermark_info }),
				...objectOf(options),
				// Last, because the task couldn't be found again by another external id.
				...(callback_url !== undefined && { callback_url }),
				...(external_task_id !== undefined && { external_task_id }),
			},
			...unknown,
		},
	};
}

/** API 2.0 says `kling-2.6` for `kling-v2-6`, and `kling-3.0` for `kling-v3`. */
function toModelName(model: string): string {
	const [, major, minor = '0'] = /^kling-v(\d+)(?:-(\d+))?$/.exec(model) ?? [];
	return major === undefined ? model : `kling-${major}.${minor}`;
}

/** An element's id is a number in V1, and text in 2.0. */
function toElement(element: unknown): unknown {
	return isObject(element)
		? { ...element, type: 'element', element_id: String(element.element_id) }
		: element;
}

function listOf(value: unknown): unknown[] {
	return Array.isArray(value) ? value : [];
}

function objectOf(value: unknown): JsonObject {
	return isObject(value) ? value : {};
}
