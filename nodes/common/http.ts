import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import type { HttpRequest, SendRequest } from '../../kling/api/client';
import { networkError } from '../../kling/api/networkErrors';
import type { Redact } from '../../kling/api/redaction';
import { cancelSignalOf, type NodeContext } from './context';
import { CREDENTIAL } from './credentialType';
import { MAX_TASK_BYTES, readBoundedText } from './responseBody';
import { withinTime } from './timeLimit';

/** From the first byte that is sent to the last one that is received. */
const QUERY_TIMEOUT_MS = 30_000;
/** A create may carry 13 MB of Base64 over a slow line. */
const CREATE_TIMEOUT_MS = 180_000;

/** In a list, a task has nothing around it: a page of 500 may have 8 MB. */
const MAX_LISTED_TASK_BYTES = 16 * 1024;

/** Sends requests with the user's credential, through n8n, so that its proxy and certificates hold. */
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

/** API 2.0 has a list that is asked for by POST (API §8). */
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
		// Read by us: n8n would keep whatever comes, and a parser that is not ours would round long ids.
		encoding: 'stream',
		timeout,
		// Every status is ours to judge: n8n would make it an error that can't be improved (n8n facts §7).
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
		// The token is for the API's host only, and older n8n would send it to wherever a redirect leads.
		disableFollowRedirect: true,
		abortSignal: signal,
	};
	// n8n takes the signal of the execution in place of the request's own; ours ends with both.
	const caller = Object.create(context, {
		getExecutionCancelSignal: { value: () => signal },
	}) as NodeContext;
	return (await context.helpers.httpRequestWithAuthentication.call(
		caller,
		CREDENTIAL,
		options,
	)) as IN8nHttpFullResponse;
}
