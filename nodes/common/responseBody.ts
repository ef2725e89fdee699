import type { IN8nHttpFullResponse } from 'n8n-workflow';
import { oversizedResponse } from '../../kling/api/networkErrors';

/**
 * The most that a response about one task may have. A task has one to three kilobytes, plus what a
 * gateway wraps around it.
 */
export const MAX_TASK_BYTES = 256 * 1024;

/** A body that arrives in pieces. */
export type BodyStream = Extract<IN8nHttpFullResponse['body'], { pipe: unknown }>;

/**
 * Reads the decompressed text of a response up to a limit: a few kilobytes of gzip can become
 * gigabytes of text.
 *
 * @param signal ends the reading
 * @throws KlingError that isn't worth a retry when the text is longer; any error of the connection.
 */
export async function readBoundedText(
	{ body, statusCode }: { body?: unknown; statusCode: number },
	maxBytes: number,
	signal: AbortSignal,
): Promise<string> {
	if (!isStream(body)) return typeof body === 'string' ? body : '';
	const close = () => void body.destroy();
	signal.addEventListener('abort', close);
	const chunks: Buffer[] = [];
	let size = 0;
	try {
		// Leaving the loop early closes the connection.
		for await (const chunk of body as AsyncIterable<Buffer>) {
			size += chunk.length;
			if (size > maxBytes) throw oversizedResponse(statusCode, maxBytes);
			chunks.push(chunk);
		}
	} finally {
		signal.removeEventListener('abort', close);
	}
	return Buffer.concat(chunks).toString('utf8');
}

/**
 * Makes a body fail as soon as it exceeds a limit.
 *
 * @param signal ends the body
 * @param tooLong makes the error
 */
export function boundStream(
	body: BodyStream,
	maxBytes: number,
	signal: AbortSignal,
	tooLong: () => Error,
): BodyStream {
	let size = 0;
	signal.addEventListener('abort', () => void body.destroy(), { once: true });
	return body.map((chunk: Buffer) => {
		size += chunk.length;
		if (size > maxBytes) throw tooLong();
		return chunk;
	});
}

function isStream(body: unknown): body is BodyStream {
	return typeof body === 'object' && body !== null && 'pipe' in body;
}
