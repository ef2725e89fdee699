import { text } from 'node:stream/consumers';
import { toJsonEscapes } from '../n8n/traces.mts';
import { startWebServer, type WebServer } from './webServer.mts';

interface Answer {
	status: number;
	body: object;
}

const refusal = (message: string): Answer => ({
	status: 400,
	body: { code: 1201, message, request_id: message },
});

/** The short one first, because errors show the beginning of a response. */
function linksIn(request: string): string {
	const { callback_url, video_url } = JSON.parse(request) as Record<string, string>;
	return `${callback_url} and ${video_url}`;
}

const failure = (request: string): Answer => ({
	status: 200,
	body: {
		code: 0,
		message: request,
		request_id: request,
		data: {
			task_id: '1',
			task_status: 'failed',
			task_status_msg: request,
			request: JSON.parse(request) as object,
			[request]: request,
		},
	},
});

/** Ways in which a host repeats the body of a create. */
export const REPETITIONS: Record<string, (request: string) => Answer> = {
	'in a refusal': (request) => refusal(linksIn(request)),
	'in a refusal, as JSON within JSON': (request) =>
		refusal(JSON.stringify(JSON.stringify(linksIn(request))).replaceAll('/', '\\/')),
	'in a refusal, in JSON escapes': (request) => refusal(toJsonEscapes(linksIn(request))),
	'in a refusal, in percent encoding': (request) => refusal(encodeURIComponent(linksIn(request))),
	'in a refusal, in Base64': (request) => refusal(Buffer.from(linksIn(request)).toString('base64')),
	'in a failed task': failure,
};

/** A host that repeats what it is sent, and records it. */
export interface RepeatingHost extends WebServer {
	/** The base URL of the API that responds in this way. */
	baseUrl: (way: string) => string;
	/** The bodies of all requests. */
	bodies: readonly string[];
}

export async function startRepeatingHost(): Promise<RepeatingHost> {
	const bodies: string[] = [];
	const server = await startWebServer((request, response) => {
		void text(request).then((body) => {
			// Queries get the same response as the create before.
			if (body !== '') bodies.push(body);
			const way = decodeURIComponent(request.url?.split('/')[1] ?? '');
			const answer = REPETITIONS[way]?.(body || (bodies.at(-1) ?? '{}'));
			response.writeHead(answer?.status ?? 404, { 'content-type': 'application/json' });
			response.end(JSON.stringify(answer?.body ?? {}));
		});
	});
	return { ...server, bodies, baseUrl: (way) => `${server.origin}/${encodeURIComponent(way)}` };
}
