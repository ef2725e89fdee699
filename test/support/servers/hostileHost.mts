import type { RequestListener, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { startWebServer, type WebServer } from './webServer.mts';

const MEGABYTE = 1024 * 1024;

/**
 * Half a gigabyte of white space, which gzip makes a thousand times smaller. Made only once,
 * because it takes a while.
 */
let bomb: Buffer | undefined;
async function makeBomb(): Promise<void> {
	bomb ??= await promisify(gzip)(Buffer.alloc(512 * MEGABYTE, ' '));
}

const json = { 'content-type': 'application/json' };

/** What a hostile host may do with a request to the API or for a video. */
export const HOSTILITIES = {
	'a gzip bomb': (response: ServerResponse) => {
		response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(bomb);
	},
	'an answer without an end': (response: ServerResponse, type = json) => {
		response.writeHead(200, type);
		const chunk = Buffer.alloc(MEGABYTE, ' ');
		const write = () => {
			while (!response.destroyed && response.write(chunk));
		};
		response.on('drain', write);
		write();
	},
	/** Only the beginning ever arrives. */
	'a terabyte': (response: ServerResponse, type = json) => {
		response.writeHead(200, { ...type, 'content-length': 1e12 }).write(' ');
	},
	'a refusal without an end': (response: ServerResponse, type = json) => {
		response.writeHead(403, type).write(' ');
	},
	'a beginning and then nothing': (response: ServerResponse, type = json) => {
		response.writeHead(200, type).write(' ');
	},
	/** After as long as a minute is for a node whose clock is fast. */
	'a beginning and then a broken connection': (response: ServerResponse, type = json) => {
		response.writeHead(200, type).write(' ');
		setTimeout(() => response.destroy(), 1500);
	},
	'a byte now and then': (response: ServerResponse, type = json) => {
		response.writeHead(200, type);
		const timer = setInterval(() => response.write(' '), 100);
		response.on('close', () => clearInterval(timer));
	},
	/** Even the headers are never complete. */
	'a byte of a header now and then': (response: ServerResponse) => {
		response.socket?.write('HTTP/1.1 200 OK\r\nX-Slow: ');
		const timer = setInterval(() => response.socket?.write('x'), 100);
		response.socket?.on('close', () => clearInterval(timer));
	},
	silence: () => {},
	/** In this message, a token could begin at many places. */
	'a message of 240 kB': (response: ServerResponse) => {
		response.writeHead(400, json).end(`{"code":1201,"message":"${'eyJ'.repeat(80_000)}"}`);
	},
	'nested JSON': (response: ServerResponse) => {
		const depth = 100_000;
		const data = '['.repeat(depth) + ']'.repeat(depth);
		response
			.writeHead(200, json)
			.end(`{"code":0,"data":{"task_id":"1","task_status":"submitted","x":${data}}}`);
	},
} satisfies Record<string, (response: ServerResponse, type?: typeof json) => void>;

export type Hostility = keyof typeof HOSTILITIES;

/** What a hostile host may do with a request for a video. */
export type VideoHostility =
	| 'a refusal without an end'
	| 'an answer without an end'
	| 'a terabyte'
	| 'a beginning and then nothing'
	| 'a beginning and then a broken connection'
	| 'a byte now and then';

/** A host that does one of these things, and counts its requests and those that are still open. */
export interface HostileHost extends WebServer {
	requests: () => number;
	openRequests: () => number;
}

export async function startHostileHost(way: Hostility): Promise<HostileHost> {
	if (way === 'a gzip bomb') await makeBomb();
	return await startCountingHost((_request, response) => HOSTILITIES[way](response));
}

/**
 * A host on whose API every task is finished, with such a video. Counts the requests for the video.
 */
export async function startHostileVideoHost(way: VideoHostility): Promise<HostileHost> {
	const videos = await startCountingHost((_request, response) =>
		HOSTILITIES[way](response, { 'content-type': 'video/mp4' }),
	);
	const task_result = { videos: [{ id: '1', url: `${videos.origin}/video.mp4`, duration: '5' }] };
	const api = await startWebServer((_request, response) => {
		const data = { task_id: '850000000000000001', task_status: 'succeed', task_result };
		response.writeHead(200, json).end(JSON.stringify({ code: 0, data }));
	});
	const close = async () => void (await Promise.all([api.close(), videos.close()]));
	return { ...videos, origin: api.origin, close };
}

async function startCountingHost(answer: RequestListener): Promise<HostileHost> {
	let requests = 0;
	let open = 0;
	const server = await startWebServer((request, response) => {
		requests++;
		open++;
		request.socket.once('close', () => open--);
		answer(request, response);
	});
	return { ...server, requests: () => requests, openRequests: () => open };
}
