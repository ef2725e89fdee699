import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { pollUntil } from '../pollUntil.mts';
import { startWebServer } from './webServer.mts';

const ANSWERED_WITHIN_MS = 60_000;

/** A proxy in front of n8n's webhooks, which keeps callbacks away from an n8n that ends or starts. */
export interface WebhookProxy {
	origin: string;
	/** Refuses all calls from now on, with 503. Resolves when n8n has answered those before. */
	shut: () => Promise<void>;
	/** Lets calls through again. */
	open: () => void;
	close: () => Promise<void>;
}

/** Starts a proxy that is open. */
export async function startWebhookProxy(n8nOrigin: string): Promise<WebhookProxy> {
	let isOpen = true;
	let underWay = 0;

	/** @returns the status of n8n's response; 502 when there is none. */
	async function forward(request: IncomingMessage): Promise<number> {
		underWay++;
		try {
			const headers = { 'Content-Type': 'application/json' };
			const body = await buffer(request);
			const response = await fetch(`${n8nOrigin}${request.url}`, { method: 'POST', headers, body });
			await response.arrayBuffer();
			return response.status;
		} catch {
			return 502;
		} finally {
			underWay--;
		}
	}

	const { origin, close } = await startWebServer((request, response) => {
		if (isOpen) void forward(request).then((status) => response.writeHead(status).end());
		else response.writeHead(503).end();
	});
	return {
		origin,
		close,
		open: () => (isOpen = true),
		shut: async () => {
			isOpen = false;
			await pollUntil(() => underWay === 0, ANSWERED_WITHIN_MS);
		},
	};
}
