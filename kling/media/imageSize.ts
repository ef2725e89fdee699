import type { ByteReader } from './byteReader';
import type { Size } from './size';

/** The size from the header; null when a JPEG gives its height only at its end, as a few do. */
type ImageSize = Size | 'damaged' | null;

/** A photo has a few dozen segments, a large PNG a few thousand chunks. */
const MAX_PIECES = 50_000;

/**
 * Reads the size of a PNG. IHDR comes first and IEND last (PNG specification §11.2): without IEND,
 * the file was cut off.
 *
 * @param reader at the start of the file
 */
export async function readPngSize(reader: ByteReader): Promise<ImageSize> {
	await reader.skip(8);
	const first = await reader.take(25);
	if (first.length < 25 || first.toString('latin1', 4, 8) !== 'IHDR') return 'damaged';
	for (let count = 0; count < MAX_PIECES; count++) {
		const header = await reader.take(8);
		if (header.length < 8) return 'damaged';
		if (header.toString('latin1', 4, 8) === 'IEND') break;
		if (!(await reader.skip(header.readUInt32BE(0) + 4))) return 'damaged';
	}
	return { width: first.readUInt32BE(8), height: first.readUInt32BE(12) };
}

/**
 * Reads the size of a JPEG: goes through its segments to the frame header, and on to the start of
 * the scan (ITU-T T.81 §B.2.2).
 *
 * @param reader at the start of the file
 */
export async function readJpegSize(reader: ByteReader): Promise<ImageSize> {
	await reader.skip(2);
	let size: ImageSize = 'damaged';
	for (let count = 0; count < MAX_PIECES; count++) {
		const marker = await readMarker(reader);
		// The scan follows, whose bytes aren't segments.
		if (marker === 0xda) return size;
		if (marker === null || marker === 0xd9) return 'damaged';
		if (isAlone(marker)) continue;
		const segment = await reader.peek(7);
		const length = segment.length < 2 ? 0 : segment.readUInt16BE(0);
		if (length < 2) return 'damaged';
		if (size === 'damaged' && isFrameHeader(marker) && segment.length === 7) {
			size = readFrameHeader(segment);
		}
		if (!(await reader.skip(length))) return 'damaged';
	}
	return 'damaged';
}

function readFrameHeader(segment: Buffer): Size | null {
	const [height, width] = [segment.readUInt16BE(3), segment.readUInt16BE(5)];
	return height === 0 ? null : { width, height };
}

/** The next marker. Skips anything before it, as decoders do. */
async function readMarker(reader: ByteReader): Promise<number | null> {
	await reader.skipUntil(0xff);
	for (;;) {
		const [byte] = await reader.take(1);
		if (byte === undefined) return null;
		// 0xff is a fill byte.
		if (byte !== 0xff) return byte;
	}
}

/** Whether the marker has no segment: TEM, RST0 to RST7, another SOI, or the invalid 0. */
function isAlone(marker: number): boolean {
	return marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/** Whether the marker is SOF0 to SOF15, but not one of the others in that range: DHT, JPG, DAC. */
function isFrameHeader(marker: number): boolean {
	return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}
