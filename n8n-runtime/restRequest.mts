import { setTimeout as sleep } from 'node:timers/promises';

/**
 * On a busy machine, n8n's check of its database may time out. It then refuses all requests until
 * the next check.
 */
const DATABASE_READY_WITHIN_MS = 60_000;
const POLL_MS = 100;

/**
 * Sends a request to n8n's REST API.
 *
 * @throws Error with n8n's response when it isn't a success.
 */
export async function sendRestRequest(
	url: string,
	method: string,
	headers: Record<string, string>,
	body?: object,
): Promise<Response> {
	const deadline = Date.now() + DATABASE_READY_WITHIN_MS;
	for (;;) {
		const response = await fetch(url, {
			method,
			headers: body ? { ...headers, 'content-type': 'application/json' } : headers,
			body: body && JSON.stringify(body),
		});
		if (response.ok) return response;
		const text = await response.text();
		const isDatabaseReady = response.status !== 503 || !text.includes('Database is not ready');
		if (isDatabaseReady || Date.now() > deadline) {
			throw new Error(`${method} ${url}: HTTP ${response.status} ${text}`);
		}
		await sleep(POLL_MS);
	}
}

/** The `data` of a response. */
export async function readData<T>(response: Response): Promise<T> {
	return ((await response.json()) as { data: T }).data;
}
