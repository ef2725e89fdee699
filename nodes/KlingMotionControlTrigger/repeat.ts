import type { IHttpRequestOptions, IWebhookFunctions } from 'n8n-workflow';
import { eventOf } from '../../kling/callbacks/evaluate';
import { parseCallback } from '../../kling/callbacks/parse';
import { callWhenStarted, isStarting } from '../common/startUp';
import { rawBodyOf } from '../common/webhookRequest';

const TIMEOUT_MS = 30_000;
/** The headers of a signature. */
const HEADERS = ['content-type', 'webhook-id', 'webhook-timestamp', 'webhook-signature'];

/**
 * Postpones a callback that comes while n8n is starting: the execution that it would start now
 * could end as crashed, and its event would be lost.
 *
 * @returns false when it can be processed now.
 */
export function repeatIfTooEarly(context: IWebhookFunctions): boolean {
	if (!isStarting() || context.getMode() === 'manual') return false;
	const body = rawBodyOf(context);
	const claimed = parseCallback(body);
	const publicUrl = context.getNodeWebhookUrl('default');
	if (claimed === null || publicUrl === undefined) return false;
	const received = context.getHeaderData();
	const headers = Object.fromEntries(
		HEADERS.filter((name) => name in received).map((name) => [name, received[name]]),
	);
	callWhenStarted(context, `${publicUrl} ${eventOf(claimed)}`, publicUrl, async (url) => {
		const request = { method: 'POST', url, body, headers, timeout: TIMEOUT_MS } as const;
		await context.helpers.httpRequest(request as IHttpRequestOptions);
	});
	return true;
}
