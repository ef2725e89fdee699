import type { HttpResponse } from '../../../kling/api/responses';
import type { HttpRequest, KlingClient } from '../../../kling/api/client';
import type { JsonObject } from '../../../kling/json';
import { networkError } from '../../../kling/api/networkErrors';
import type { ApiVersion } from '../../../kling/api/credential';
import { openClient } from '../../../kling/api/openClient';
import { createRedact } from '../../../kling/api/redaction';

export const BASE_URL = 'https://api.example.com';
const ENDPOINT = '/v1/videos/motion-control';

/** The result of a request: a response, or an error. */
export type Reply = HttpResponse | Error;

/** All replies in order, or a function that gives the reply to each request. */
export type Script = Reply[] | ((request: HttpRequest) => Reply | Promise<Reply>);

/** A Kling API that follows a script. */
export interface FakeApi {
	client: KlingClient;
	/** All requests so far. */
	requests: HttpRequest[];
	/** All requests in short form: `POST`, `LIST 1 30` (page and size), `GET task-1`. */
	log: string[];
}

export function fakeApi(
	script: Script,
	{ apiVersion = 'v1' as ApiVersion, baseUrl = BASE_URL, secrets = [''] } = {},
): FakeApi {
	const requests: HttpRequest[] = [];
	const log: string[] = [];
	const send = async (request: HttpRequest): Promise<HttpResponse> => {
		requests.push(request);
		log.push(describe(request));
		const reply = Array.isArray(script) ? script[requests.length - 1] : await script(request);
		if (reply === undefined) throw new Error(`The script has no reply to ${log.join(', ')}`);
		if (reply instanceof Error) throw reply;
		return reply;
	};
	const client = openClient({ apiVersion, baseUrl }, send, createRedact(secrets));
	return { client, requests, log };
}

function describe({ method, url }: HttpRequest): string {
	const { pathname, searchParams } = new URL(url);
	if (method === 'POST') return 'POST';
	const id = pathname.split(`${ENDPOINT}/`)[1];
	if (id !== undefined) return `GET ${decodeURIComponent(id)}`;
	return `LIST ${searchParams.get('pageNum')} ${searchParams.get('pageSize')}`;
}

/** A response with any body. */
export function answer(
	status: number,
	body: unknown,
	headers: HttpResponse['headers'] = {},
): HttpResponse {
	return { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

/** Kling's response to a successful request. */
export function success(data: unknown): HttpResponse {
	return answer(200, { code: 0, message: 'SUCCEED', request_id: 'req-1', data });
}

/** Kling's response when it refuses a request. */
export function refusal(status: number, code: number, message = 'no'): HttpResponse {
	return answer(status, { code, message, request_id: 'req-1' });
}

/** Kling's response to a create that works. */
export function created(): HttpResponse {
	return success(taskData());
}

/** Kling's refusal of a create whose external id another task has. */
export function duplicate(): HttpResponse {
	return refusal(400, 1201, 'external_task_id already exists');
}

/** Kling's response to a query for an unknown id. */
export function unknownTask(): HttpResponse {
	return refusal(400, 1201, 'Task not found');
}

/** The error page of a proxy or a gateway. */
export function htmlPage(status: number): HttpResponse {
	return answer(status, `<html><body><h1>${status}</h1></body></html>`);
}

/** No response: an error of Node's, as the nodes translate it. */
export function noAnswer(code: 'ECONNRESET' | 'ETIMEDOUT' | 'ECONNREFUSED' | 'ENOTFOUND'): Error {
	return networkError(Object.assign(new Error(code), { code }), BASE_URL, String);
}

/** A task in the form of the API. */
export function taskData(fields: JsonObject = {}): JsonObject {
	return { task_id: 'task-1', task_status: 'submitted', ...fields };
}

/** A task that has succeeded. */
export function finishedTask(id = 'task-1'): JsonObject {
	const videos = [{ id: 'video-1', url: 'https://cdn.example.com/video.mp4', duration: '5' }];
	return taskData({ task_id: id, task_status: 'succeed', task_result: { videos } });
}
