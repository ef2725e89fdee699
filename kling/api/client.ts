import { isOk, openResponse, readResponse, type HttpResponse } from './responses';
import { KlingError, rethrow } from '../errors';
import type { JsonObject } from '../json';
import { redactTexts, type Redact } from './redaction';
import { isNamedBy, type KlingTask } from '../task';
import { findCreatedTask, findList, findTask, parseTask, withId } from './parseTask';
import { isOwnHost } from './credential';

/** A request as the domain makes it; whoever sends it adds the `Authorization` header. */
export interface HttpRequest {
	method: 'GET' | 'POST';
	url: string;
	/** JSON text. */
	body?: string;
	/** The most tasks that the response may hold, which bounds its size; 1 when not given. */
	pageSize?: number;
}

/**
 * Sends one request, once, and resolves with any HTTP status.
 *
 * @throws KlingError (`network`) when there is no response.
 */
export type SendRequest = (request: HttpRequest) => Promise<HttpResponse>;

const PATH = '/v1/videos/motion-control';

/** Ids as hosts make them (API §3): many digits, `task_…`, UUIDs. */
const HOST_MADE_ID = /^(\d{15,}|task_.+|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12})$/i;

/** The most tasks that one page of the list may have (API §2). */
export const MAX_PAGE_SIZE = 500;
/** The last page that the list has (API §2). */
export const MAX_PAGE = 1000;

/** Kling's Motion Control API: one method a request, one request a call. */
export class KlingClient {
	constructor(
		private readonly baseUrl: string,
		private readonly send: SendRequest,
		private readonly redact: Redact,
	) {}

	/**
	 * Creates a task (API §1).
	 *
	 * @throws KlingError; `ambiguous` when the task may exist all the same.
	 */
	async create(body: JsonObject): Promise<KlingTask> {
		const request = {
			method: 'POST',
			url: this.baseUrl + PATH,
			body: JSON.stringify(body),
		} as const;
		return await this.request(request, (response) => this.readCreated(response));
	}

	/**
	 * Asks for one task by its id or its external id (API §2).
	 *
	 * @throws KlingError; `notFound` when Kling has no such task.
	 */
	async get(id: string): Promise<KlingTask> {
		const url = `${this.baseUrl}${PATH}/${encodeURIComponent(id)}`;
		try {
			const read = (response: HttpResponse) => this.readTask(response);
			return this.nameAs(id, await this.request({ method: 'GET', url }, read));
		} catch (error) {
			if (!(error instanceof KlingError)) rethrow(error);
			if (error.kind === 'notFound') rethrow(unknownTask(id, error));
			error.taskId ??= id;
			return rethrow(error);
		}
	}

	/**
	 * One page of the account's tasks, newest first (API §2). A gateway may not have it.
	 *
	 * @param page from 1 to {@link MAX_PAGE}
	 * @param pageSize from 1 to {@link MAX_PAGE_SIZE}
	 */
	async list(page: number, pageSize: number): Promise<KlingTask[]> {
		const url = `${this.baseUrl}${PATH}?pageNum=${page}&pageSize=${pageSize}`;
		return await this.request({ method: 'GET', url, pageSize }, (response) =>
			this.readList(response),
		);
	}

	/** Sends a request, and once more with a token signed afresh when the first one was not valid (API §4). */
	private async request<T>(request: HttpRequest, read: (response: HttpResponse) => T): Promise<T> {
		try {
			return read(await this.send(request));
		} catch (error) {
			if (!(error instanceof KlingError) || error.retry !== 'newToken') rethrow(error);
			return read(await this.send(request));
		}
	}

	private readList(response: HttpResponse): KlingTask[] {
		const { body, requestId } = readResponse(response, this.redact);
		const rows = findList(body);
		if (rows === null) throw notATask(response, 'a list of tasks', requestId);
		return rows
			.map((row) => parseTask(row))
			.filter((task) => task !== null)
			.map((task) => this.complete(task, requestId));
	}

	private readTask(response: HttpResponse): KlingTask {
		const { body, requestId } = readResponse(response, this.redact);
		const task = findTask(body);
		if (task === null) throw notATask(response, 'a task', requestId);
		return this.complete(task, requestId);
	}

	/** A task with an id is paid for, whatever else the answer says (API §3a and §6). */
	private readCreated(response: HttpResponse): KlingTask {
		const { body, requestId, error } = openResponse(response, this.redact);
		const task = isOk(response) ? findCreatedTask(body) : null;
		if (task === null) throw error ?? notATask(response, 'a task', requestId);
		return this.complete(task, requestId);
	}

	/**
	 * The task under the id that it was asked for by: a gateway may know it by no other, and answer with
	 * Kling's (API §3a). What no host would make up, or what Kling itself answers to, is an external id.
	 */
	private nameAs(id: string, task: KlingTask): KlingTask {
		if (isNamedBy(task, id)) return task;
		const isExternal = isOwnHost(this.baseUrl) || !HOST_MADE_ID.test(id);
		return isExternal ? { ...task, externalId: task.externalId ?? id } : withId(task, id);
	}

	/** A task holds texts of others: they pass the redactor before anybody sees them. */
	private complete(task: KlingTask, requestId: string | null): KlingTask {
		const { redact } = this;
		return {
			...task,
			id: redact(task.id),
			statusText: redact(task.statusText),
			statusMessage: task.statusMessage && redact(task.statusMessage),
			externalId: task.externalId && redact(task.externalId),
			currency: task.currency && redact(task.currency),
			videos: task.videos.map((video) => ({ ...video, id: video.id && redact(video.id) })),
			requestId,
			raw: redactTexts(task.raw, redact),
		};
	}
}

/** In the user's words: for Kling, the id in the path is a wrong parameter. */
function unknownTask(id: string, { httpStatus, code, requestId }: KlingError): KlingError {
	return new KlingError(`Kling does not know the task "${id}"`, {
		kind: 'notFound',
		advice:
			'Check the task ID, and that the credential is of the account and the region that created the task.',
		httpStatus,
		code,
		requestId,
		taskId: id,
	});
}

function notATask(response: HttpResponse, expected: string, requestId: string | null): KlingError {
	return new KlingError(`The API answered HTTP ${response.status} without ${expected} in it`, {
		kind: 'unreadable',
		advice:
			'Check Base URL in the credential: the host may not offer Motion Control in the form of Kling.',
		retry: 'later',
		ambiguous: true,
		httpStatus: response.status,
		requestId: requestId ?? undefined,
	});
}
