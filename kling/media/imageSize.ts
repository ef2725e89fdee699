import type { ByteReader } from './byteReader';
import type { Size } from './size';

/** What a header says; null when it leaves the height to the end of the picture, as few JPEG do. */
type ImageSize = Size | 'damaged' | null;

/** A photo has a few dozen segments, a large PNG some thousand chunks. */
const MAX_PIECES = 50_000;

/**
 * The size of a PNG. IHDR comes first, IEND last (PNG specification §11.2): without its end, the file
 * was cut off.
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
 * The size of a JPEG: walks its segments to the frame header, and on to the picture (ITU-T T.81 §B.2.2).
 *
 * @param reader at the start of the file
 */
export async function readJpegSize(reader: ByteReader): Promise<ImageSize> {
	await reader.skip(2);
	let size: ImageSize = 'damaged';
	for (let count = 0; count < MAX_PIECES; count++) {
		const marker = await readMarker(reader);
		// The picture itself, which must not be taken for more segments.
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

/** The next marker, whatever stands in front of it: decoders pass over that, too. */
async function readMarker(reader: ByteReader): Promise<number | null> {
	await reader.skipUntil(0xff);
	for (;;) {
		const [byte] = await reader.take(1);
		if (byte === undefined) return null;
		// 0xff is a fill byte.
		if (byte !== 0xff) return byte;
	}
}

/** Markers without a segment: TEM, RST0 to RST7, a further SOI, and none at all. */
function isAlone(marker: number): boolean {
	return marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/** SOF0 to SOF15, without the tables that share the range: DHT, JPG, DAC. */
function isFrameHeader(marker: number): boolean {
	return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}
