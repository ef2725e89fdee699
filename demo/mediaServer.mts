import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import fastify from 'fastify';
import { HOST } from '../n8n-runtime/ports.mts';

/** The folder with the sample image and video. */
export const MEDIA_FOLDER = fileURLToPath(new URL('../examples/media/', import.meta.url));

/** A web server for the samples, like a user's own. */
export interface MediaServer {
	/** The address of the samples, with a slash at the end. */
	url: string;
	close: () => Promise<void>;
}

/** Starts the server on a free port of this machine. */
export async function startMediaServer(): Promise<MediaServer> {
	const app = fastify({ forceCloseConnections: true });
	await app.register(fastifyStatic, { root: MEDIA_FOLDER });
	await app.listen({ host: HOST, port: 0 });
	return {
		url: `http://${HOST}:${(app.server.address() as AddressInfo).port}/`,
		close: async () => await app.close(),
	};
}
