import type { IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { startWebServer, type WebServer } from './webServer.mts';

/** A received callback. */
export interface Received {
	headers: IncomingHttpHeaders;
	/** The raw bytes, which a signature covers. */
	text: string;
	body: Record<string, unknown>;
}

/** A server that receives callbacks. */
export interface Receiver {
	readonly url: string;
	/** In order of arrival. */
	readonly received: Received[];
	/** The statuses of the tasks in the callbacks, in order of arrival. */
	readonly statuses: unknown[];
	/** The HTTP statuses of the next responses, 200 after them; null breaks the connection. */
	answers: Array<number | null>;
}

/** Starts a receiver for the tests of a file, and resets it before each of them. */
export function useReceiver(): Receiver {
	let server: WebServer;
	let received: Received[] = [];
	const receiver: Receiver = {
		answers: [],
		get url() {
			return `${server.origin}/callback`;
		},
		get received() {
			return received;
		},
		get statuses() {
			return received.map(({ body }) => body.task_status);
		},
	};
	beforeAll(async () => {
		server = await startWebServer((request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				const text = Buffer.concat(chunks).toString();
				received.push({
					headers: request.headers,
					text,
					body: JSON.parse(text) as object as Received['body'],
				});
				const [status = 200] = receiver.answers.splice(0, 1);
				if (status === null) request.socket.resetAndDestroy();
				else response.writeHead(status).end();
			});
		});
	});
	beforeEach(() => {
		received = [];
		receiver.answers = [];
	});
	afterAll(async () => await server.close());
	return receiver;
}
