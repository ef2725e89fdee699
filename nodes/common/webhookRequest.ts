import type { IWebhookFunctions } from 'n8n-workflow';

/** The raw bytes of a callback; none when n8n has kept none. */
export function rawBodyOf(context: IWebhookFunctions): Buffer {
	const { rawBody } = context.getRequestObject();
	return Buffer.isBuffer(rawBody) ? rawBody : Buffer.alloc(0);
}

/** Answers whoever called, unless n8n has done so because it could not go on. */
export function respond(context: IWebhookFunctions, status: number, message: string): void {
	const response = context.getResponseObject();
	if (!response.headersSent) response.status(status).json({ message });
}
