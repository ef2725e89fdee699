import type { KlingClient, SendRequest } from './client';
import type { KlingAccount } from './credential';
import { Exchange } from './exchange';
import type { Redact } from './redaction';
import { KlingClientV1 } from './v1';
import { KlingClientV2 } from './v2';

/** The client for the generation of the API that the account's credential names. */
export function openClient(
	{ baseUrl, apiVersion }: Pick<KlingAccount, 'baseUrl' | 'apiVersion'>,
	send: SendRequest,
	redact: Redact,
): KlingClient {
	const exchange = new Exchange(baseUrl, send, redact);
	return apiVersion === 'v2' ? new KlingClientV2(exchange) : new KlingClientV1(exchange);
}
