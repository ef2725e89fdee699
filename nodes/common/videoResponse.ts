import type { IN8nHttpFullResponse } from 'n8n-workflow';
import { describeStatus } from '../../kling/api/errorTable';
import { networkError } from '../../kling/api/networkErrors';
import { KlingError } from '../../kling/errors';
import { numberOf, textOf } from '../../kling/json';
import type { KlingTask, KlingVideo } from '../../kling/task';
import { parseHttpUrl } from '../../kling/url';
import type { DownloadContext } from './context';
import { deliveryError, downloadError, HOW_TO_FETCH, oversizedVideo } from './downloadErrors';
import type { BodyStream } from './responseBody';

/** A download fails when no data arrives for this long. */
export const SILENCE_MS = 60_000;
/**
 * More than four times the largest possible video: 30 seconds (API §1) of H.264 at level 4.2, which
 * is meant for 1080p, have at most 62.5 Mbit/s (ITU-T H.264, table A-1), and thus 234 MB.
 */
export const MAX_VIDEO_BYTES = 1024 ** 3;

/**
 * Requests a video, without the token, which is for the API's host only (API §2).
 *
 * @param signal ends the request and the body
 * @returns the body, its type, and the length of the file if the host says it
 * @throws KlingError that names the task.
 */
export async function openVideo(
	context: DownloadContext,
	task: KlingTask,
	video: KlingVideo,
	signal: AbortSignal,
): Promise<{ body: BodyStream; mimeType: string; announcedBytes: number | null }> {
	const url = parseHttpUrl(video.url);
	if (url === null) {
		throw new KlingError('The address of the video is not a web address', {
			kind: 'task',
			advice: HOW_TO_FETCH,
			taskId: task.id,
		});
	}
	const response = await request(context, task, url, signal);
	const body = response.body as BodyStream;
	// A later reader still gets the error. Before there is one, the error of an aborted request would
	// end n8n.
	body.on('error', () => {});
	const type = (textOf(response.headers['content-type']) ?? '').split(';')[0]?.trim() ?? '';
	const problem = findResponseProblem(response, type);
	if (problem !== null) {
		const retry = isOk(response) ? 'later' : describeStatus(response.statusCode).retry;
		throw deliveryError(task, problem, { retry, httpStatus: response.statusCode });
	}
	const announcedBytes = readAnnouncedBytes(response);
	if (announcedBytes !== null && announcedBytes > MAX_VIDEO_BYTES) throw oversizedVideo(task);
	return { body, mimeType: type.startsWith('video/') ? type : 'video/mp4', announcedBytes };
}

/** Storage hosts send videos with many content types, but never with these. */
const NO_VIDEO = /^(text\/|application\/(json|xml))/;

function findResponseProblem(response: IN8nHttpFullResponse, type: string): string | null {
	if (!isOk(response)) return `HTTP status ${response.statusCode}`;
	return NO_VIDEO.test(type) ? `the host sent "${type}" instead of a video` : null;
}

/** The length of the whole file, even if the host sends only a part, unasked. */
function readAnnouncedBytes({ headers }: IN8nHttpFullResponse): number | null {
	const whole = /\/(\d+)$/.exec(textOf(headers['content-range']) ?? '')?.[1];
	return numberOf(whole ?? headers['content-length']);
}

function isOk({ statusCode }: IN8nHttpFullResponse): boolean {
	return statusCode === 200 || statusCode === 206;
}

async function request(
	context: DownloadContext,
	task: KlingTask,
	url: string,
	signal: AbortSignal,
): Promise<IN8nHttpFullResponse> {
	try {
		return (await context.helpers.httpRequest({
			url,
			encoding: 'stream',
			// Keeps the host from compressing, so that the announced length is the file's.
			headers: { 'Accept-Encoding': 'identity' },
			timeout: SILENCE_MS,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
			abortSignal: signal,
		})) as IN8nHttpFullResponse;
	} catch (error) {
		throw downloadError(
			context,
			task,
			networkError(error, url, (text) => text),
		);
	}
}
