import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import type { HttpResponse } from '../../kling/api/responses';
import type { SendRequest } from '../../kling/api/client';
import { networkError } from '../../kling/api/networkErrors';
import type { Redact } from '../../kling/api/redaction';
import { cancelSignalOf, type NodeContext } from './context';
import { CREDENTIAL } from './credentialType';

const QUERY_TIMEOUT_MS = 30_000;
/** A create may carry 13 MB of Base64 over a slow line. */
const CREATE_TIMEOUT_MS = 180_000;

/** Sends requests with the user's credential, through n8n, so that its proxy and certificates hold. */
export function createSender(context: NodeContext, redact: Redact): SendRequest {
	const signal = cancelSignalOf(context);
	return async ({ method, url, body }) => {
		const options: IHttpRequestOptions = {
			method,
			url,
			body,
			headers: { Accept: 'application/json', ...(body && { 'Content-Type': 'application/json' }) },
			// Text, because a parser that is not ours would round long ids.
			encoding: 'text',
			timeout: method === 'POST' ? CREATE_TIMEOUT_MS : QUERY_TIMEOUT_MS,
			// Every status is ours to judge: n8n would make it an error that can't be improved (n8n facts §7).
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
			// The token is for the API's host only, and older n8n would send it to wherever a redirect leads.
			disableFollowRedirect: true,
			abortSignal: signal,
		};
		try {
			return toHttpResponse(
				(await context.helpers.httpRequestWithAuthentication.call(
					context,
					CREDENTIAL,
					options,
				)) as IN8nHttpFullResponse,
			);
		} catch (error) {
			signal?.throwIfAborted();
			throw networkError(error, url, redact);
		}
	};
}

function toHttpResponse({ statusCode, body, headers }: IN8nHttpFullResponse): HttpResponse {
	return { status: statusCode, body: typeof body === 'string' ? body : '', headers };
}
