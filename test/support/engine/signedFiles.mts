import { createServer, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { binaryData } from './n8nCore.mts';

/** How its response differs from n8n's. */
export interface SignedAnswer {
	status?: number;
	headers?: OutgoingHttpHeaders;
}

/** A server that has only n8n's signed links to files. */
export interface SignedFiles {
	readonly origin: string;
	/** The ids of the files that were requested. */
	readonly ids: string[];
	close: () => Promise<void>;
}

/** Starts a server that answers a HEAD request for each file as n8n does. */
export async function startSignedFiles(answer: SignedAnswer = {}): Promise<SignedFiles> {
	const ids: string[] = [];
	const server = createServer((request, response) => {
		void (async () => {
			const { searchParams } = new URL(request.url ?? '', 'http://n8n');
			const id = binaryData.validateSignedToken(searchParams.get('token') ?? '');
			ids.push(id);
			const { fileSize, mimeType } = await binaryData.getMetadata(id);
			const headers = { 'content-length': fileSize, 'content-type': mimeType };
			response.writeHead(answer.status ?? 200, answer.headers ?? headers).end();
		})();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		origin: `http://127.0.0.1:${port}`,
		ids,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
