import type {
	IBinaryData,
	IBinaryKeyData,
	IExecuteFunctions,
	IN8nHttpFullResponse,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { describeStatus } from '../../kling/api/errorTable';
import { KlingError, type Retry } from '../../kling/errors';
import { numberOf, textOf } from '../../kling/json';
import { findDeliveryProblem } from '../../kling/media/finishedVideo';
import { streamOf, type MediaFile } from '../../kling/media/mediaFile';
import { networkError } from '../../kling/api/networkErrors';
import { withRetries } from '../../kling/api/retries';
import type { KlingTask, KlingVideo } from '../../kling/task';
import { parseHttpUrl } from '../../kling/url';
import { createClock } from './clock';
import { cancelSignalOf } from './context';
import { storageError } from './storageErrors';

/** How many videos an execution of a node downloads at once. */
export const CONCURRENT_DOWNLOADS = 3;

/** A download fails when no data arrives for this long. As a whole it may take longer. */
const TIMEOUT_MS = 60_000;
const ADVICE = 'The video is made and paid for: fetch it with Get and Download Video.';

/** The contexts in which videos are downloaded. */
export type DownloadContext = IExecuteFunctions | IPollFunctions | IWebhookFunctions;

type Body = Extract<IN8nHttpFullResponse['body'], { pipe: unknown }>;

/**
 * Streams the videos of a finished task into n8n's binary data: the first into `field`, any others
 * into `field_1` and so on.
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
	const { body, mimeType, announcedBytes } = await open(context, task, video);
	const fileName = `kling-${task.id}-${index}.${mimeType === 'video/quicktime' ? 'mov' : 'mp4'}`;
	const file = await store(context, task, video, { body, fileName, mimeType });
	const problem = await findDeliveryProblem(await toStoredFile(context, file), announcedBytes);
	if (problem !== null) throw deliveryError(task, problem, { retry: 'later' });
	return file;
}

async function store(
	context: DownloadContext,
	task: KlingTask,
	video: KlingVideo,
	{ body, fileName, mimeType }: { body: Body; fileName: string; mimeType: string },
): Promise<IBinaryData> {
	try {
		return await context.helpers.prepareBinaryData(body, fileName, mimeType);
	} catch (error) {
		throw (
			storageError(error, task.id, ADVICE) ??
			downloadError(
				context,
				task,
				networkError(error, video.url, (text) => text),
			)
		);
	}
}

/** The stored file, so that its content can be checked. */
async function toStoredFile(
	{ helpers }: DownloadContext,
	{ id, data }: IBinaryData,
): Promise<Pick<MediaFile, 'size' | 'open'>> {
	if (!id) {
		const bytes = Buffer.from(data, 'base64');
		return { size: bytes.length, open: async () => await Promise.resolve(streamOf(bytes)) };
	}
	const { fileSize } = await helpers.getBinaryMetadata(id);
	const read = async () => (await helpers.getBinaryStream(id)) as AsyncIterable<Buffer>;
	return { size: fileSize, open: read };
}

/** Requests the video without the token, which is for the API's host only (API §2). */
async function open(
	context: DownloadContext,
	task: KlingTask,
	video: KlingVideo,
): Promise<{ body: Body; mimeType: string; announcedBytes: number | null }> {
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
	const problem = findAnswerProblem(response, type);
	if (problem !== null) {
		body.destroy();
		const retry = isOk(response) ? 'later' : describeStatus(response.statusCode).retry;
		throw deliveryError(task, problem, { retry, httpStatus: response.statusCode });
	}
	const announcedBytes = readAnnouncedBytes(response);
	return { body, mimeType: type.startsWith('video/') ? type : 'video/mp4', announcedBytes };
}

/** Storage hosts send videos with many content types, but never with these. */
const NO_VIDEO = /^(text\/|application\/(json|xml))/;

function findAnswerProblem(response: IN8nHttpFullResponse, type: string): string | null {
	if (!isOk(response)) return `HTTP status ${response.statusCode}`;
	return NO_VIDEO.test(type) ? `the host sent "${type}" in place of a video` : null;
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
): Promise<IN8nHttpFullResponse> {
	try {
		return (await context.helpers.httpRequest({
			url,
			encoding: 'stream',
			// Keeps the host from compressing, so that the announced length is the file's.
			headers: { 'Accept-Encoding': 'identity' },
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

function deliveryError(
	task: KlingTask,
	problem: string,
	details: { retry: Retry; httpStatus?: number },
): KlingError {
	return new KlingError(`The video could not be downloaded: ${problem}`, {
		kind: 'task',
		advice: `${ADVICE} Links expire, and videos are deleted 30 days after they were made.`,
		taskId: task.id,
		...details,
	});
}
