import type { IExecuteFunctions, IN8nHttpFullResponse } from 'n8n-workflow';
import { numberOf, textOf } from '../../../kling/json';
import { hostOf } from '../../../kling/url';

/**
 * The result of trying a link. It is unknown without a response, because n8n may be unable to reach
 * its own public address.
 */
export type LinkTrial = 'works' | 'unknown' | { problem: string };

const TIMEOUT_MS = 5_000;

/** Requests the headers of a file that n8n serves, from the address where Kling will fetch it. */
export async function tryLink(
	context: IExecuteFunctions,
	link: string,
	size: number,
): Promise<LinkTrial> {
	let response: IN8nHttpFullResponse;
	try {
		response = (await context.helpers.httpRequest({
			method: 'HEAD',
			url: link,
			// Keeps n8n from compressing, so that the announced length is the file's.
			headers: { 'Accept-Encoding': 'identity' },
			timeout: TIMEOUT_MS,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
			abortSignal: context.getExecutionCancelSignal(),
		})) as IN8nHttpFullResponse;
	} catch {
		context.getExecutionCancelSignal()?.throwIfAborted();
		return 'unknown';
	}
	const found = interpret(response, size);
	if (typeof found !== 'object') return found;
	return { problem: describe(hostOf(link), found.problem) };
}

function interpret({ statusCode, headers }: IN8nHttpFullResponse, size: number): LinkTrial {
	if ([401, 403, 404].includes(statusCode)) return { problem: `it answers HTTP ${statusCode}` };
	if (statusCode !== 200) return 'unknown';
	const length = numberOf(headers['content-length']);
	if (length === size) return 'works';
	if (/^text\/html/i.test(textOf(headers['content-type']) ?? '')) {
		return { problem: 'it answers with a page, perhaps a login' };
	}
	if (length === null) return 'unknown';
	return { problem: `it answers with a file of ${length} bytes instead of ${size}` };
}

function describe(host: string, reason: string): string {
	return `Kling cannot fetch the video from n8n. At "${host}", ${reason}: set N8N_EDITOR_BASE_URL to the public address of n8n’s main process, let everyone fetch /rest/binary-data/signed there, or use a Video URL`;
}
