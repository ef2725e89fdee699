import { toJsonEscapes } from '../n8n/traces.mts';
import { startWebServer, type WebServer } from './webServer.mts';

interface Echo {
	status: number;
	body: string;
	headers?: Record<string, string>;
}

const json = (status: number, body: object): Echo => ({
	status,
	body: JSON.stringify(body),
	headers: { 'content-type': 'application/json' },
});

const task = (authorization: string, fields: object) =>
	json(200, {
		code: 0,
		message: authorization,
		request_id: authorization,
		data: { task_id: '1', task_status_msg: authorization, ...fields },
	});

/** Ways in which a server, or a proxy in front of it, repeats the header `Authorization`. */
export const ECHOES: Record<string, (authorization: string) => Echo> = {
	'a refused parameter': (text) => json(400, { code: 1201, message: text, request_id: text }),
	'a refused key': (text) => json(401, { code: 1002, message: `not valid: ${text}` }),
	'an account in arrears': (text) => json(429, { code: 1101, message: text }),
	'an internal error': (text) => json(500, { code: 5000, message: text, request_id: text }),
	'an error on HTTP 200': (text) => json(200, { code: 1201, message: text }),
	'a code in words': (text) => json(400, { code: text, error: { message: text } }),
	'a page of a proxy': (text) => ({ status: 502, body: `<html><pre>${text}</pre></html>` }),
	'a page on HTTP 200': (text) => ({ status: 200, body: `<html><pre>${text}</pre></html>` }),
	'bare text': (text) => ({ status: 403, body: text }),
	'JSON that is not a task': (text) => json(200, { headers: { authorization: text } }),
	'a redirect': (text) => ({
		status: 302,
		body: '',
		headers: { location: `http://127.0.0.1:9/?key=${encodeURIComponent(text)}` },
	}),
	'a task that failed': (text) => task(text, { task_status: 'failed' }),
	'a task without a status': (text) => task(text, {}),
	'a key in percent encoding': (text) =>
		json(400, { code: 1201, message: encodeURIComponent(text) }),
	'a key in Base64': (text) => json(400, { code: 1201, message: toBase64(text) }),
	'a key in Base64 among other things': (text) =>
		json(400, { code: 1201, message: Buffer.from(`{"headers":"${text}"}`).toString('base64') }),
	'a key in JSON within JSON': (text) =>
		json(400, { code: 'failed', message: JSON.stringify({ code: 1201, message: `"${text}"` }) }),
	'a key in JSON escapes': (text) => json(400, { code: 1201, message: toJsonEscapes(text) }),
	'a key in JSON escapes, as the name of a field': (text) =>
		task(text, { task_status: 'failed', [toJsonEscapes(text)]: toJsonEscapes(text) }),
	'a key in HTML': (text) =>
		json(400, { code: 1201, message: text.replaceAll('/', '&#x2F;').replaceAll('=', '&#x3D;') }),
	'a key in the address of a video': (text) => {
		const url = `http://127.0.0.1:9/video.mp4?key=${encodeURIComponent(text.split(' ')[1] ?? '')}`;
		return task(text, { task_status: 'succeed', task_result: { videos: [{ id: text, url }] } });
	},
	'a key as the name of a field': (text) => task(text, { task_status: 'failed', [text]: 1 }),
};

function toBase64(authorization: string): string {
	const [, key = ''] = authorization.split(' ');
	return Buffer.from(key).toString('base64');
}

/**
 * Hosts that repeat the header `Authorization`, each in its own way. Any other host breaks the
 * connection.
 */
export interface EchoServer extends WebServer {
	/** The base URL of the API that responds in this way. */
	baseUrl: (way: string) => string;
}

export async function startEchoServer(): Promise<EchoServer> {
	const server = await startWebServer((request, response) => {
		const way = decodeURIComponent(request.url?.split('/')[1] ?? '');
		const authorization = request.headers.authorization ?? '';
		const echo = ECHOES[way]?.(authorization);
		if (echo) {
			const headers = { ...echo.headers, 'x-request-headers': authorization };
			response.writeHead(echo.status, headers).end(echo.body);
		} else request.socket.resetAndDestroy();
	});
	return { ...server, baseUrl: (way) => `${server.origin}/${encodeURIComponent(way)}` };
}
