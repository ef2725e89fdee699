import { ByteReader } from './byteReader';
import { toMegabytes, type MediaFile } from './mediaFile';

/** The largest image that Kling takes, in bytes (API §1). */
export const MAX_IMAGE_BYTES = 10 * 1024 * 1024;

/** Pixels of one side (API §1). */
const MIN_SIDE = 300;
const MAX_SIDE = 65_536;
/** Longer side through shorter side (API §1). */
const MAX_ASPECT_RATIO = 2.5;

interface Size {
	width: number;
	height: number;
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * What Kling would refuse in an image, in the user's words. Reads the file once and keeps nothing of it.
 *
 * @param maxBytes the largest image that the API takes
 */
export async function findImageProblems(file: MediaFile, maxBytes: number): Promise<string[]> {
	if (file.size === 0) return ['The image is empty'];
	if (file.size > maxBytes) {
		const most = maxBytes / 1024 / 1024;
		return [
			`The image has ${toMegabytes(file.size)}; Kling takes at most ${most} MB: make it smaller`,
		];
	}
	const reader = new ByteReader(await file.open());
	try {
		const format = readFormat(await reader.peek(PNG_SIGNATURE.length));
		if (format === null) return ['The image is not a PNG or JPEG file: convert it first'];
		const size = await (format === 'png' ? readPng(reader) : readJpeg(reader));
		return size === null
			? [`The ${format.toUpperCase()} image is damaged`]
			: findSizeProblems(size);
	} finally {
		await reader.close();
	}
}

function findSizeProblems({ width, height }: Size): string[] {
	const problems: string[] = [];
	const size = `${width} × ${height} pixels`;
	if (Math.min(width, height) < MIN_SIDE) {
		problems.push(`The image has ${size}; each side needs at least ${MIN_SIDE}`);
	}
	if (Math.max(width, height) > MAX_SIDE) {
		problems.push(`The image has ${size}; no side may have more than ${MAX_SIDE}`);
	}
	if (Math.max(width, height) > Math.min(width, height) * MAX_ASPECT_RATIO) {
		problems.push(
			`The image has ${size}; the longer side may be at most ${MAX_ASPECT_RATIO} times the shorter: crop it`,
		);
	}
	return problems;
}

function readFormat(head: Buffer): 'png' | 'jpeg' | null {
	if (head.equals(PNG_SIGNATURE)) return 'png';
	return head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff ? 'jpeg' : null;
}

/** IHDR comes first, IEND last (PNG specification §11.2); without its end, the file was cut off. */
async function readPng(reader: ByteReader): Promise<Size | null> {
	await reader.skip(PNG_SIGNATURE.length);
	const first = await reader.take(25);
	if (first.length < 25 || first.toString('latin1', 4, 8) !== 'IHDR') return null;
	for (;;) {
		const header = await reader.take(8);
		if (header.length < 8) return null;
		if (header.toString('latin1', 4, 8) === 'IEND') break;
		if (!(await reader.skip(header.readUInt32BE(0) + 4))) return null;
	}
	return { width: first.readUInt32BE(8), height: first.readUInt32BE(12) };
}

/** Walks the segments to the frame header, and on to the picture (ITU-T T.81 §B.2.2). */
async function readJpeg(reader: ByteReader): Promise<Size | null> {
	await reader.skip(2);
	let size: Size | null = null;
	for (;;) {
		const marker = await readMarker(reader);
		if (marker === null) return null;
		// The picture itself, which must not be taken for more segments.
		if (marker === 0xda) return size;
		const length = (await reader.peek(2)).length < 2 ? 0 : (await reader.peek(2)).readUInt16BE(0);
		if (length < 2) return null;
		const start = await reader.peek(7);
		if (isFrameHeader(marker) && start.length === 7) {
			size = { height: start.readUInt16BE(3), width: start.readUInt16BE(5) };
		}
		if (!(await reader.skip(length))) return null;
	}
}

async function readMarker(reader: ByteReader): Promise<number | null> {
	if ((await reader.take(1))[0] !== 0xff) return null;
	for (;;) {
		const [byte] = await reader.take(1);
		if (byte === undefined) return null;
		// 0xff is a fill byte.
		if (byte !== 0xff) return byte;
	}
}

/** SOF0 to SOF15, without the tables that share the range: DHT, JPG, DAC. */
function isFrameHeader(marker: number): boolean {
	return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}
