import type {
	IBinaryData,
	IBinaryKeyData,
	IExecuteFunctions,
	IN8nHttpFullResponse,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { describeStatus } from '../../kling/api/errorTable';
import { KlingError } from '../../kling/errors';
import { textOf } from '../../kling/json';
import { networkError } from '../../kling/api/networkErrors';
import { withRetries } from '../../kling/api/retries';
import type { KlingTask, KlingVideo } from '../../kling/task';
import { parseHttpUrl } from '../../kling/url';
import { createClock } from './clock';
import { cancelSignalOf } from './context';

/** Videos in transfer at once, for one execution of a node. */
export const CONCURRENT_DOWNLOADS = 3;

/** Silence for so long ends a download; the whole of it may take longer. */
const TIMEOUT_MS = 60_000;
const ADVICE = 'The video is made and paid for: fetch it with Get and Download Video.';

/** Where a video may be asked for. */
export type DownloadContext = IExecuteFunctions | IPollFunctions | IWebhookFunctions;

type Body = Extract<IN8nHttpFullResponse['body'], { pipe: unknown }>;

/**
 * Streams the videos of a finished task into n8n's binary data: the first into `field`, others, which
 * are rare, into `field_1` and so on.
 *
 * @throws KlingError that names the task.
 */
export async function downloadVideos(
	context: DownloadContext,
	task: KlingTask,
	field: string,
): Promise<IBinaryKeyData> {
	const binary: IBinaryKeyData = {};
	for (const [index, video] of task.videos.entries()) {
		const name = index === 0 ? field : `${field}_${index}`;
		binary[name] = await withRetries(createClock(context), async () => {
			return await download(context, task, video, index);
		});
	}
	return binary;
}

async function download(
	context: DownloadContext,
	task: KlingTask,
	video: KlingVideo,
	index: number,
): Promise<IBinaryData> {
	const { body, mimeType } = await open(context, task, video);
	const fileName = `kling-${task.id}-${index}.${mimeType === 'video/quicktime' ? 'mov' : 'mp4'}`;
	try {
		return await context.helpers.prepareBinaryData(body, fileName, mimeType);
	} catch (error) {
		throw downloadError(
			context,
			task,
			networkError(error, video.url, (text) => text),
		);
	}
}

/** Plain `httpRequest`: the token is for the API's host, never for the host of a video (API §2). */
async function open(
	context: DownloadContext,
	task: KlingTask,
	video: KlingVideo,
): Promise<{ body: Body; mimeType: string }> {
	const url = parseHttpUrl(video.url);
	if (url === null) {
		throw new KlingError('The address of the video is not a web address', {
			kind: 'task',
			advice: ADVICE,
			taskId: task.id,
		});
	}
	const response = await request(context, task, url);
	const body = response.body as Body;
	const type = (textOf(response.headers['content-type']) ?? '').split(';')[0]?.trim() ?? '';
	const problem = findDownloadProblem(response, type);
	if (problem !== null) {
		body.destroy();
		throw new KlingError(`The video could not be downloaded: ${problem}`, {
			kind: 'task',
			advice: `${ADVICE} Links expire, and videos are deleted 30 days after they were made.`,
			retry: isOk(response) ? 'later' : describeStatus(response.statusCode).retry,
			httpStatus: response.statusCode,
			taskId: task.id,
		});
	}
	return { body, mimeType: type.startsWith('video/') ? type : 'video/mp4' };
}

/** Storage hosts call a video by many types, but never by these. */
const NO_VIDEO = /^(text\/|application\/(json|xml))/;

function findDownloadProblem(response: IN8nHttpFullResponse, type: string): string | null {
	if (!isOk(response)) return `HTTP status ${response.statusCode}`;
	if (NO_VIDEO.test(type)) return `the host sent "${type}" in place of a video`;
	return textOf(response.headers['content-length']) === '0' ? 'the host sent an empty file' : null;
}

function isOk({ statusCode }: IN8nHttpFullResponse): boolean {
	return statusCode === 200 || statusCode === 206;
}

async function request(
	context: DownloadContext,
	task: KlingTask,
	url: string,
): Promise<IN8nHttpFullResponse> {
	try {
		return (await context.helpers.httpRequest({
			url,
			encoding: 'stream',
			timeout: TIMEOUT_MS,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
			abortSignal: cancelSignalOf(context),
		})) as IN8nHttpFullResponse;
	} catch (error) {
		throw downloadError(
			context,
			task,
			networkError(error, url, (text) => text),
		);
	}
}

function downloadError(context: DownloadContext, task: KlingTask, cause: KlingError): KlingError {
	cancelSignalOf(context)?.throwIfAborted();
	return new KlingError(`The video could not be downloaded. ${cause.message}`, {
		kind: 'network',
		advice: `${ADVICE} ${cause.advice}`,
		retry: cause.retry,
		taskId: task.id,
	});
}
