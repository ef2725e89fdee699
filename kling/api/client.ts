import { readResponse, type HttpResponse } from './responses';
import { KlingError, rethrow } from '../errors';
import type { JsonObject } from '../json';
import { redactTexts, type Redact } from './redaction';
import { type KlingTask } from '../task';
import { parseTask } from './parseTask';

/** A request as the domain makes it; whoever sends it adds the `Authorization` header. */
export interface HttpRequest {
	method: 'GET' | 'POST';
	url: string;
	/** JSON text. */
	body?: string;
}

/**
 * Sends one request, once, and resolves with any HTTP status.
 *
 * @throws KlingError (`network`) when there is no response.
 */
export type SendRequest = (request: HttpRequest) => Promise<HttpResponse>;

const PATH = '/v1/videos/motion-control';

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
		return await this.request(request, (response) => this.readTask(response));
	}

	/**
	 * Asks for one task by its id or its external id (API §2).
	 *
	 * @throws KlingError; `notFound` when Kling has no such task.
	 */
	async get(id: string): Promise<KlingTask> {
		const url = `${this.baseUrl}${PATH}/${encodeURIComponent(id)}`;
		try {
			return await this.request({ method: 'GET', url }, (response) => this.readTask(response));
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
		return await this.request({ method: 'GET', url }, (response) => this.readList(response));
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
		const { payload, requestId } = readResponse(response, this.redact);
		if (!Array.isArray(payload)) throw notATask(response, 'a list of tasks', requestId);
		return payload.map((entry) => this.toTask(entry, requestId)).filter((task) => task !== null);
	}

	private readTask(response: HttpResponse): KlingTask {
		const { payload, requestId } = readResponse(response, this.redact);
		const task = this.toTask(payload, requestId);
		if (task === null) throw notATask(response, 'a task', requestId);
		return task;
	}

	/** A task holds texts of others: they pass the redactor before anybody sees them. */
	private toTask(value: unknown, requestId: string | null): KlingTask | null {
		const task = parseTask(value);
		if (task === null) return null;
		const statusMessage = task.statusMessage && this.redact(task.statusMessage);
		return { ...task, statusMessage, requestId, raw: redactTexts(task.raw, this.redact) };
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
