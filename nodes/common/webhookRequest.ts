import type { IWebhookFunctions } from 'n8n-workflow';

/** The raw bytes of a callback; empty when n8n has kept none. */
export function rawBodyOf(context: IWebhookFunctions): Buffer {
	const { rawBody } = context.getRequestObject();
	return Buffer.isBuffer(rawBody) ? rawBody : Buffer.alloc(0);
}

/** Sends the response, unless n8n has already sent one because of an error. */
export function respond(context: IWebhookFunctions, status: number, message: string): void {
	const response = context.getResponseObject();
	if (!response.headersSent) response.status(status).json({ message });
}

/**
 * Where this n8n is reached with the same request from its own machine, which may not reach its public
 * address. Null with TLS: the certificate is for another name.
 */
export function localUrlOf(context: IWebhookFunctions): string | null {
	const { socket, originalUrl } = context.getRequestObject();
	const { localAddress, localPort } = socket;
	if (localAddress === undefined || 'encrypted' in socket) return null;
	const host = localAddress.includes(':') ? `[${localAddress}]` : localAddress;
	return `http://${host}:${localPort}${originalUrl}`;
}
