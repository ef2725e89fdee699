import type {
	IBinaryData,
	IBinaryKeyData,
	IExecuteFunctions,
	IN8nHttpFullResponse,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { describeStatus } from '../../kling/api/errorTable';
import { KlingError, rethrow, type Retry } from '../../kling/errors';
import { numberOf, textOf } from '../../kling/json';
import { findDeliveryProblem } from '../../kling/media/finishedVideo';
import { streamOf, type MediaFile } from '../../kling/media/mediaFile';
import { networkError } from '../../kling/api/networkErrors';
import { withRetries } from '../../kling/api/retries';
import type { KlingTask, KlingVideo } from '../../kling/task';
import { parseHttpUrl } from '../../kling/url';
import { createClock } from './clock';
import { cancelSignalOf } from './context';
import { boundStream, type BodyStream } from './responseBody';
import { storageError } from './storageErrors';
import { TimeLimitError, withinTime } from './timeLimit';

/** How many videos an execution of a node downloads at once. */
export const CONCURRENT_DOWNLOADS = 3;

/** A download fails when no data arrives for this long. */
const SILENCE_MS = 60_000;
/** Attempts that may fail after such a time: a host that falls silent gets another chance, but not five. */
const MAX_SLOW_ATTEMPTS = 2;
/**
 * A download fails when all attempts together take longer. 2.4 Mbit/s suffice for the largest
 * video.
 */
const TIME_LIMIT_MS = 60 * 60_000;
/**
 * More than four times the largest possible video: 30 seconds (API §1) of H.264 at level 4.2, which
 * is meant for 1080p, have at most 62.5 Mbit/s (ITU-T H.264, table A-1), and thus 234 MB.
 */
const MAX_VIDEO_BYTES = 1024 ** 3;
const ADVICE = 'The video is made and paid for: fetch it with Get and Download Video.';

/** The contexts in which videos are downloaded. */
export type DownloadContext = IExecuteFunctions | IPollFunctions | IWebhookFunctions;

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
		binary[name] = await downloadInTime(context, task, video, index);
	}
	return binary;
}

async function downloadInTime(
	context: DownloadContext,
	task: KlingTask,
	video: KlingVideo,
	index: number,
): Promise<IBinaryData> {
	const clock = createClock(context);
	const end = clock.monotonic() + TIME_LIMIT_MS;
	let slowAttempts = 0;
	const attempt = async () => {
		const startedAt = clock.monotonic();
		try {
			return await withinTime(end - startedAt, cancelSignalOf(context), async (signal) => {
				return await download(context, task, { video, index, signal });
			});
		} catch (error) {
			if (clock.monotonic() - startedAt >= SILENCE_MS) slowAttempts++;
			if (!(error instanceof TimeLimitError)) return rethrow(error);
			throw deliveryError(task, 'it was not complete within an hour', { retry: 'never' });
		}
	};
	return await withRetries(clock, attempt, () => slowAttempts < MAX_SLOW_ATTEMPTS);
}

/** One of a task's videos, and the signal that ends its download. */
interface VideoOrder {
	video: KlingVideo;
	index: number;
	signal: AbortSignal;
}

async function download(
	context: DownloadContext,
	task: KlingTask,
	{ video, index, signal }: VideoOrder,
): Promise<IBinaryData> {
	const { body, mimeType, announcedBytes } = await open(context, task, video, signal);
	const fileName = `kling-${task.id}-${index}.${mimeType === 'video/quicktime' ? 'mov' : 'mp4'}`;
	const bounded = boundStream(body, MAX_VIDEO_BYTES, signal, () => oversizedVideo(task));
	const file = await store(context, task, video, { body: bounded, fileName, mimeType });
	const problem = await findDeliveryProblem(await toStoredFile(context, file), announcedBytes);
	if (problem !== null) throw deliveryError(task, problem, { retry: 'later' });
	return file;
}

async function store(
	context: DownloadContext,
	task: KlingTask,
	video: KlingVideo,
	{ body, fileName, mimeType }: { body: BodyStream; fileName: string; mimeType: string },
): Promise<IBinaryData> {
	try {
		return await context.helpers.prepareBinaryData(body, fileName, mimeType);
	} catch (error) {
		// A video that is too large.
		if (error instanceof KlingError) rethrow(error);
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
	signal: AbortSignal,
): Promise<{ body: BodyStream; mimeType: string; announcedBytes: number | null }> {
	const url = parseHttpUrl(video.url);
	if (url === null) {
		throw new KlingError('The address of the video is not a web address', {
			kind: 'task',
			advice: ADVICE,
			taskId: task.id,
		});
	}
	const response = await request(context, task, url, signal);
	const body = response.body as BodyStream;
	// A later reader still gets the error. Before there is one, the error of an aborted request would
	// end n8n.
	body.on('error', () => {});
	const type = (textOf(response.headers['content-type']) ?? '').split(';')[0]?.trim() ?? '';
	const problem = findAnswerProblem(response, type);
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

function downloadError(context: DownloadContext, task: KlingTask, cause: KlingError): KlingError {
	cancelSignalOf(context)?.throwIfAborted();
	return new KlingError(`The video could not be downloaded. ${cause.message}`, {
		kind: 'network',
		advice: `${ADVICE} ${cause.advice}`,
		retry: cause.retry,
		taskId: task.id,
	});
}

/**
 * The error for a video that is too large. It isn't tried again, because that would only fetch it
 * once more.
 */
function oversizedVideo(task: KlingTask): KlingError {
	return deliveryError(task, 'it has more than 1 GB, as no video of Kling’s has', {
		retry: 'never',
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
