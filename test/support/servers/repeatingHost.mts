import { text } from 'node:stream/consumers';
import { startWebServer, type WebServer } from './webServer.mts';

interface Answer {
	status: number;
	body: object;
}

const refusal = (message: string): Answer => ({
	status: 400,
	body: { code: 1201, message, request_id: message },
});

/** The short one first: errors show the beginning of what a host says. */
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
	'in a refusal, in percent encoding': (request) => refusal(encodeURIComponent(linksIn(request))),
	'in a refusal, in Base64': (request) => refusal(Buffer.from(linksIn(request)).toString('base64')),
	'in a failed task': failure,
};

/** A host that repeats what it is sent, and keeps it. */
export interface RepeatingHost extends WebServer {
	/** Of the API that answers in this way. */
	baseUrl: (way: string) => string;
	/** The bodies that it was sent. */
	bodies: readonly string[];
}

export async function startRepeatingHost(): Promise<RepeatingHost> {
	const bodies: string[] = [];
	const server = await startWebServer((request, response) => {
		void text(request).then((body) => {
			// Queries after a create are told what the create was told.
			if (body !== '') bodies.push(body);
			const way = decodeURIComponent(request.url?.split('/')[1] ?? '');
			const answer = REPETITIONS[way]?.(body || (bodies.at(-1) ?? '{}'));
			response.writeHead(answer?.status ?? 404, { 'content-type': 'application/json' });
			response.end(JSON.stringify(answer?.body ?? {}));
		});
	});
	return { ...server, bodies, baseUrl: (way) => `${server.origin}/${encodeURIComponent(way)}` };
}
