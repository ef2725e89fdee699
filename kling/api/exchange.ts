import { KlingError, rethrow } from '../errors';
import { toJson, type JsonObject } from '../json';
import type { KlingTask } from '../task';
import type { HttpRequest, SendRequest } from './client';
import { findCreatedTask } from './parseTask';
import { redactTask, type Redact } from './redaction';
import { findResourcePacks, type ResourcePack } from './resourcePacks';
import { isOk, openResponse, readResponse, type HttpResponse } from './responses';

/** Packs that ended before this period aren't shown. */
const PACKS_PERIOD_MS = 90 * 24 * 60 * 60 * 1000;

/** A request to the host of an {@link Exchange}. */
export interface ApiRequest {
	method: 'GET' | 'POST';
	/** What follows the base URL, query included. */
	path: string;
	body?: JsonObject;
	/** The most tasks that the response may hold; 1 when not given. */
	pageSize?: number;
}

/**
 * Sends requests to one host, and reads what the responses of both generations of the API have in
 * common.
 */
export class Exchange {
	constructor(
		readonly baseUrl: string,
		private readonly send: SendRequest,
		private readonly redact: Redact,
	) {}

	/**
	 * Sends a request that creates a task.
	 *
	 * @throws KlingError; `ambiguous` when the task may exist all the same.
	 */
	async create(path: string, body: JsonObject): Promise<KlingTask> {
		return await this.request({ method: 'POST', path, body }, (response) => {
			const { body: json, requestId, error } = openResponse(response, this.redact);
			const task = isOk(response) ? findCreatedTask(json) : null;
			if (task === null) throw error ?? notWhatWasExpected(response, 'a task', requestId);
			return this.complete(task, requestId);
		});
	}

	/**
	 * Sends a query for one task or several.
	 *
	 * @param find picks what was asked for out of the JSON; null when it isn't there
	 * @param expected what was asked for, in words for an error: `a task`
	 */
	async ask<T>(
		request: ApiRequest,
		find: (json: unknown) => T | null,
		expected: string,
	): Promise<{ found: T; requestId: string | null }> {
		return await this.request(request, (response) => {
			const { body, requestId } = readResponse(response, this.redact);
			const found = find(body);
			if (found === null) throw notWhatWasExpected(response, expected, requestId);
			return { found, requestId };
		});
	}

	/**
	 * Asks for the account's resource packs, which are the same for both generations of the API (API §4).
	 *
	 * @param now Unix time in milliseconds
	 */
	async getResourcePacks(now: number): Promise<ResourcePack[]> {
		const path = `/account/costs?start_time=${now - PACKS_PERIOD_MS}&end_time=${now}`;
		const request = { method: 'GET', path } as const;
		return (await this.ask(request, findResourcePacks, 'a list of resource packs')).found;
	}

	/** Redacts the texts of the host that the task holds, and adds the request id. */
	complete(task: KlingTask, requestId: string | null): KlingTask {
		return { ...redactTask(task, this.redact), requestId };
	}

	/**
	 * Sends a request. If Kling rejects the token, sends it once more with a newly signed one (API
	 * §4).
	 */
	private async request<T>(
		{ method, path, body, pageSize }: ApiRequest,
		read: (response: HttpResponse) => T,
	): Promise<T> {
		const url = this.baseUrl + path;
		const request: HttpRequest = {
			method,
			url,
			...(body && { body: toJson(body) }),
			...(pageSize && { pageSize }),
		};
		try {
			return read(await this.send(request));
		} catch (error) {
			if (!(error instanceof KlingError) || error.retry !== 'newToken') rethrow(error);
			return read(await this.send(request));
		}
	}
}

/** Ids as hosts make them up (API §3): many digits, `task_…`, UUIDs. */
const HOST_MADE_ID = /^(\d{15,}|task_.+|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12})$/i;

/** Whether the id looks like one that a host made up, rather than a user's own name for a task. */
export function isHostMadeId(id: string): boolean {
	return HOST_MADE_ID.test(id);
}

/** The error for a task that Kling doesn't have. Kling itself only reports a wrong parameter. */
export function unknownTask(
	id: string,
	{ httpStatus, code, requestId }: Partial<KlingError> = {},
): KlingError {
	return new KlingError(`Kling knows no video with the ID "${id}"`, {
		kind: 'notFound',
		advice:
			'Check the ID, and that the credential belongs to the account and the region in which the video was started.',
		httpStatus,
		code,
		requestId,
		taskId: id,
	});
}

function notWhatWasExpected(
	response: HttpResponse,
	expected: string,
	requestId: string | null,
): KlingError {
	return new KlingError(`The API answered HTTP ${response.status} without ${expected} in it`, {
		kind: 'unreadable',
		advice:
			'Check Base URL in the credential: the host may not offer Motion Control in the same form as Kling.',
		retry: 'later',
		ambiguous: true,
		httpStatus: response.status,
		requestId: requestId ?? undefined,
	});
}
