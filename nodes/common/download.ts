import type { IBinaryData, IBinaryKeyData } from 'n8n-workflow';
import { networkError } from '../../kling/api/networkErrors';
import { withRetries } from '../../kling/api/retries';
import { KlingError, rethrow } from '../../kling/errors';
import { findDeliveryProblem } from '../../kling/media/finishedVideo';
import { streamOf, type MediaFile } from '../../kling/media/mediaFile';
import type { KlingTask, KlingVideo } from '../../kling/task';
import { createClock } from './clock';
import { cancelSignalOf, type DownloadContext } from './context';
import { deliveryError, downloadError, HOW_TO_FETCH, oversizedVideo } from './downloadErrors';
import { boundStream, type BodyStream } from './responseBody';
import { storageError } from './storageErrors';
import { TimeLimitError, withinTime } from './timeLimit';
import { MAX_VIDEO_BYTES, openVideo, SILENCE_MS } from './videoResponse';

/** How many videos an execution of a node downloads at once. */
export const CONCURRENT_DOWNLOADS = 3;

/** How many attempts may fail so late: a host that falls silent gets a second chance, but not five. */
const MAX_SLOW_ATTEMPTS = 2;

/**
 * A download fails when all attempts together take longer. 2.4 Mbit/s suffice for the largest
 * video.
 */
const TIME_LIMIT_MS = 60 * 60_000;

/**
 * Streams the videos of a finished task into n8n's binary data: the first into `field`, any others
 * into `field_1` and so on.
 *
 * @param stop ends the downloads and the pauses between tries
 * @throws KlingError that names the task; the reason of `stop`.
 */
export async function downloadVideos(
	context: DownloadContext,
	task: KlingTask,
	field: string,
	stop = cancelSignalOf(context),
): Promise<IBinaryKeyData> {
	const binary: IBinaryKeyData = {};
	for (const [index, video] of task.videos.entries()) {
		const name = index === 0 ? field : `${field}_${index}`;
		binary[name] = await downloadInTime(context, task, { video, index, stop });
	}
	return binary;
}

async function downloadInTime(
	context: DownloadContext,
	task: KlingTask,
	order: VideoOrder,
): Promise<IBinaryData> {
	const { stop } = order;
	const clock = createClock(context);
	const end = clock.monotonic() + TIME_LIMIT_MS;
	let slowAttempts = 0;
	const attempt = async () => {
		const startedAt = clock.monotonic();
		try {
			return await withinTime(end - startedAt, stop, async (signal) => {
				return await download(context, task, order, signal);
			});
		} catch (error) {
			if (clock.monotonic() - startedAt >= SILENCE_MS) slowAttempts++;
			if (!(error instanceof TimeLimitError)) return rethrow(error);
			throw deliveryError(task, 'it was not complete within an hour', { retry: 'never' });
		}
	};
	return await withRetries(clock, attempt, () => slowAttempts < MAX_SLOW_ATTEMPTS, stop);
}

/** One of a task's videos, and the signal that ends its download. */
interface VideoOrder {
	video: KlingVideo;
	index: number;
	stop: AbortSignal | undefined;
}

async function download(
	context: DownloadContext,
	task: KlingTask,
	{ video, index }: VideoOrder,
	signal: AbortSignal,
): Promise<IBinaryData> {
	const { body, mimeType, announcedBytes } = await openVideo(context, task, video, signal);
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
			storageError(error, task.id, HOW_TO_FETCH) ??
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
