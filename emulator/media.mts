import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { imageSize } from 'image-size';
import { MovieProbe, type MovieInfo } from './movieProbe.mts';

/** What identifies a received file. */
export interface ReceivedFile {
	/** Bytes. */
	size: number;
	/** Hexadecimal. */
	sha256: string;
}

/** The result of fetching and checking an image or a video of a task. */
export interface Reception {
	/** Null when it could not be fetched. */
	file: ReceivedFile | null;
	/** Why the task fails; null when all is well. */
	problem: string | null;
}

/** Seen on the live service, like "Image pixel is invalid". The other texts imitate these. */
const UNREACHABLE = 'Something went wrong when we tried to get the contents of the file.';
const BAD_FORM = 'The resolution or aspect ratio of the input image is invalid';

const MEGABYTE = 1024 * 1024;
const FETCH_TIMEOUT_MS = 30_000;
const IMAGE = { minSide: 300, maxSide: 65_536, maxRatio: 2.5 };
const VIDEO = { maxBytes: 100 * MEGABYTE, minSide: 340, maxSide: 3850, minSeconds: 3 };
const MAX_SECONDS = { image: 10, video: 30 };
/** A video that was cut to whole seconds may differ by a fraction of a frame. */
const SECONDS_TOLERANCE = 0.1;

/** Whether the text is an absolute http(s) URL. */
export function isHttpUrl(text: string): boolean {
	return /^https?:\/\//i.test(text) && URL.canParse(text);
}

/** Whether the text is plain Base64, without a `data:` prefix. */
export function isBase64(text: string): boolean {
	const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
	const length = Buffer.from(text, 'base64').length;
	return text.length % 4 === 0 && length === (text.length / 4) * 3 - padding;
}

/**
 * Takes an image from its URL or its Base64, up to a number of bytes, and checks it as Kling does.
 */
export async function receiveImage(
	source: string,
	maxBytes: number,
	signal: AbortSignal,
): Promise<Reception> {
	if (!isHttpUrl(source)) return inspectBase64(source, maxBytes);
	const chunks: Uint8Array[] = [];
	const file = await fetchFile(source, maxBytes, signal, (chunk) => chunks.push(chunk));
	if (file === null) return { file, problem: UNREACHABLE };
	return { file, problem: findImageProblem(Buffer.concat(chunks), maxBytes) };
}

/** Fetches a video and checks it as Kling does. The orientation decides how long it may be. */
export async function receiveVideo(
	url: string,
	orientation: 'image' | 'video',
	signal: AbortSignal,
): Promise<Reception> {
	const probe = new MovieProbe();
	const file = await fetchFile(url, VIDEO.maxBytes, signal, (chunk) => probe.append(chunk));
	if (file === null) return { file, problem: UNREACHABLE };
	if (file.size > VIDEO.maxBytes) return { file, problem: 'Video file size is invalid' };
	return { file, problem: findVideoProblem(probe.finish(), MAX_SECONDS[orientation]) };
}

/** Reads at most slightly more than `maxBytes`; null when there is no response or an error. */
async function fetchFile(
	url: string,
	maxBytes: number,
	signal: AbortSignal,
	onChunk: (chunk: Uint8Array) => void,
): Promise<ReceivedFile | null> {
	const hash = createHash('sha256');
	let size = 0;
	try {
		const anySignal = AbortSignal.any([signal, AbortSignal.timeout(FETCH_TIMEOUT_MS)]);
		const response = await fetch(url, { signal: anySignal });
		if (!response.ok || response.body === null) return null;
		for await (const chunk of bytesOf(response.body)) {
			hash.update(chunk);
			size += chunk.length;
			onChunk(chunk);
			if (size > maxBytes) break;
		}
	} catch {
		signal.throwIfAborted();
		return null;
	}
	return { size, sha256: hash.digest('hex') };
}

/** Converted, because the types of fetch are a browser's, in which a body isn't iterable. */
function bytesOf(body: unknown): AsyncIterable<Uint8Array> {
	return Readable.fromWeb(body as ReadableStream<Uint8Array>);
}

function inspectBase64(text: string, maxBytes: number): Reception {
	const bytes = Buffer.from(text, 'base64');
	const file = { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
	return { file, problem: findImageProblem(bytes, maxBytes) };
}

function findImageProblem(bytes: Buffer, maxBytes: number): string | null {
	if (bytes.length > maxBytes) return 'Image file size is invalid';
	const size = measure(bytes);
	if (size === null) return 'Image format is invalid';
	const [shorter, longer] = [Math.min(...size), Math.max(...size)];
	if (shorter < IMAGE.minSide || longer > IMAGE.maxSide) return 'Image pixel is invalid';
	return longer > shorter * IMAGE.maxRatio ? BAD_FORM : null;
}

/** Width and height of a PNG or JPEG. */
function measure(bytes: Buffer): [number, number] | null {
	try {
		const { type, width, height } = imageSize(bytes);
		return type === 'png' || type === 'jpg' ? [width, height] : null;
	} catch {
		return null;
	}
}

function findVideoProblem(movie: MovieInfo | null, maxSeconds: number): string | null {
	if (movie === null) return 'Video format is invalid';
	const { duration, width, height } = movie;
	if (Math.min(width, height) < VIDEO.minSide || Math.max(width, height) > VIDEO.maxSide) {
		return 'Video pixel is invalid';
	}
	const isInRange =
		duration >= VIDEO.minSeconds - SECONDS_TOLERANCE && duration <= maxSeconds + SECONDS_TOLERANCE;
	return isInRange ? null : 'Video duration is invalid';
}
