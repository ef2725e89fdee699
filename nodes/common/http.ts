import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import type { HttpRequest, SendRequest } from '../../kling/api/client';
import { networkError } from '../../kling/api/networkErrors';
import type { Redact } from '../../kling/api/redaction';
import { cancelSignalOf, type NodeContext } from './context';
import { CREDENTIAL } from './credentialType';
import { MAX_TASK_BYTES, readBoundedText } from './responseBody';
import { withinTime } from './timeLimit';

/** For the whole exchange, until the last byte of the response. */
const QUERY_TIMEOUT_MS = 30_000;
/** A create may carry 13 MB of Base64 over a slow line. */
const CREATE_TIMEOUT_MS = 180_000;

/** In a list, tasks come without a gateway's wrapping. This makes 8 MB for a page of 500. */
const MAX_LISTED_TASK_BYTES = 16 * 1024;

/**
 * Sends requests with the user's credential. They go through n8n, so that its proxy and
 * certificates apply.
 */
export function createSender(context: NodeContext, redact: Redact): SendRequest {
	const stop = cancelSignalOf(context);
	return async (request) => {
		const timeout = isCreate(request) ? CREATE_TIMEOUT_MS : QUERY_TIMEOUT_MS;
		try {
			return await withinTime(timeout, stop, async (signal) => {
				const response = await open(context, request, timeout, signal);
				const body = await readBoundedText(response, maxBytesOf(request), signal);
				return { status: response.statusCode, body, headers: response.headers };
			});
		} catch (error) {
			stop?.throwIfAborted();
			throw networkError(error, request.url, redact);
		}
	};
}

/** Whether the request creates a task. A POST with a page size is a list of API 2.0 (API §8). */
function isCreate({ method, pageSize }: HttpRequest): boolean {
	return method === 'POST' && pageSize === undefined;
}

function maxBytesOf({ pageSize = 1 }: HttpRequest): number {
	return Math.max(MAX_TASK_BYTES, pageSize * MAX_LISTED_TASK_BYTES);
}

async function open(
	context: NodeContext,
	{ method, url, body }: HttpRequest,
	timeout: number,
	signal: AbortSignal,
): Promise<IN8nHttpFullResponse> {
	const options: IHttpRequestOptions = {
		method,
		url,
		body,
		headers: { Accept: 'application/json', ...(body && { 'Content-Type': 'application/json' }) },
		// As a stream, because n8n itself would accept a body of any size, and would parse it and round
		// long ids.
		encoding: 'stream',
		timeout,
		// Otherwise n8n would turn some statuses into errors of its own, which can't be improved (n8n
		// facts §7).
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
		// The token is for the API's host only, but older versions of n8n send it to the target of a
		// redirect.
		disableFollowRedirect: true,
		abortSignal: signal,
	};
	// n8n uses the execution's signal instead of the request's, so it gets ours, which either of them
	// aborts.
	const caller = Object.create(context, {
		getExecutionCancelSignal: { value: () => signal },
	}) as NodeContext;
	return (await context.helpers.httpRequestWithAuthentication.call(
		caller,
		CREDENTIAL,
		options,
	)) as IN8nHttpFullResponse;
}
