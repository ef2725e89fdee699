import type { IN8nHttpFullResponse } from 'n8n-workflow';
import { oversizedResponse } from '../../kling/api/networkErrors';

/** What a response about one task may have: a task has one to three kilobytes, and a gateway wraps it. */
export const MAX_TASK_BYTES = 256 * 1024;

/** A body that arrives piece by piece. */
export type BodyStream = Extract<IN8nHttpFullResponse['body'], { pipe: unknown }>;

/**
 * Reads the text of a response, unpacked, and no more of it than it may have: a few kilobytes of gzip can
 * be gigabytes of text.
 *
 * @param signal ends the reading
 * @throws KlingError that no other try can mend when the text is longer; whatever breaks the connection.
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
		// Whoever leaves the loop closes the connection.
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

function isStream(body: unknown): body is BodyStream {
	return typeof body === 'object' && body !== null && 'pipe' in body;
}
