import { afterEach, describe, expect, it } from '@jest/globals';
import { sendRestRequest } from '../../../n8n-runtime/restRequest.mts';
import { startWebServer, type WebServer } from '../../support/servers/webServer.mts';

let server: WebServer | undefined;

afterEach(async () => await server?.close());

/** Sends a request to a server that gives these responses, one after the other. */
async function send(...replies: Array<[status: number, text: string]>) {
	server = await startWebServer((_request, response) => {
		const [status, text] = replies.shift() ?? [200, 'done'];
		response.writeHead(status).end(text);
	});
	return await sendRestRequest(`${server.origin}/rest/workflows`, 'POST', {}, {});
}

describe('a request to n8n', () => {
	it('is sent again while n8n says that its database is not ready', async () => {
		const notReady: [number, string] = [503, '{"message":"Database is not ready!"}'];

		const response = await send(notReady, notReady);

		expect(await response.text()).toBe('done');
	});

	it.each([
		[503, 'n8n is starting up'],
		[404, 'Database is not ready!'],
	])('fails with any other response: %i %s', async (status, text) => {
		await expect(send([status, text])).rejects.toThrow(`HTTP ${status} ${text}`);
	});
});
