import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import fastify from 'fastify';
import { HOST } from '../n8n-runtime/ports.mts';

/** The sample image and video. */
export const MEDIA_FOLDER = fileURLToPath(new URL('../examples/media/', import.meta.url));

/** A web server for the samples, as a user's own would be. */
export interface MediaServer {
	/** Their folder, with a slash at the end. */
	url: string;
	close: () => Promise<void>;
}

/** Starts it on any free port of this machine. */
export async function startMediaServer(): Promise<MediaServer> {
	const app = fastify({ forceCloseConnections: true });
	await app.register(fastifyStatic, { root: MEDIA_FOLDER });
	await app.listen({ host: HOST, port: 0 });
	return {
		url: `http://${HOST}:${(app.server.address() as AddressInfo).port}/`,
		close: async () => await app.close(),
	};
}
