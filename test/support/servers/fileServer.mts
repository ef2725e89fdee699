import { createReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startWebServer, type WebServer } from './webServer.mts';

const MEDIA_FOLDER = fileURLToPath(new URL('../../fixtures/media/', import.meta.url));

/** The path of a sample image or video. */
export function mediaPath(name: string): string {
	return join(MEDIA_FOLDER, name);
}

/** A web server with the files of one folder. */
export type FileServer = WebServer;

/**
 * Starts a file server on this machine, by default with the sample images and videos of the tests.
 */
export async function startFileServer(folder = MEDIA_FOLDER): Promise<FileServer> {
	return await startWebServer((request, response) => {
		createReadStream(join(folder, basename(request.url ?? '')))
			.on('error', () => response.writeHead(404).end())
			.pipe(response);
	});
}
