import { createReadStream } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsync } from 'fastify';
import { addFaultHooks } from './faultHooks.mts';
import type { EmulatorState } from './state.mts';

const CHUNK_BYTES = 64 * 1024;

/**
 * The host of the videos. It behaves like a separate host: it knows no API errors and accepts no
 * tokens.
 */
export function results(state: EmulatorState): FastifyPluginAsync {
	const { resultFile, resultBytes } = state.settings;
	return async (app) => {
		await app.register(fastifyStatic, { serve: false, root: dirname(resolve(resultFile)) });
		addFaultHooks(app, state);
		app.get('/:id/:file', { config: { operation: 'download' } }, async (request, reply) => {
			const problem = findProblem(request.headers.authorization, request.url, state);
			if (problem)
				return await reply.code(problem.status).type('application/xml').send(problem.xml);
			if (resultBytes === null) return await reply.sendFile(basename(resultFile));
			return await reply
				.type('video/mp4')
				.header('content-length', resultBytes)
				.send(Readable.from(fillUp(resultFile, resultBytes)));
		});
	};
}

function findProblem(authorization: string | undefined, path: string, { links }: EmulatorState) {
	// Signed storage links refuse a second kind of authorization, which reveals a leaked token.
	if (authorization !== undefined) return problem(400, 'InvalidArgument');
	switch (links.check(path)) {
		case 'forged':
			return problem(403, 'SignatureDoesNotMatch');
		case 'expired':
			return problem(403, 'AccessDenied');
		case null:
			return null;
	}
}

function problem(status: number, code: string) {
	return { status, xml: `<?xml version="1.0"?><Error><Code>${code}</Code></Error>` };
}

/** The file, padded with a `free` box (ISO/IEC 14496-12 §8.1.2), which players skip. */
async function* fillUp(path: string, bytes: number): AsyncGenerator<Buffer> {
	let left = bytes;
	for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
		left -= chunk.length;
		yield chunk;
	}
	const header = Buffer.from('\0\0\0\0free', 'latin1');
	header.writeUInt32BE(left);
	left -= header.length;
	yield header;
	const zeros = Buffer.alloc(CHUNK_BYTES);
	for (; left > 0; left -= CHUNK_BYTES) yield zeros.subarray(0, left);
}
