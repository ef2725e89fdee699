import { ByteReader } from './byteReader';

/** What the index of an MP4 or MOV file tells. */
export interface Movie {
	/** Seconds; null where the file doesn't say, as when it was streamed in fragments. */
	duration: number | null;
	/** Pixels of the picture; null when there is none. */
	width: number | null;
	height: number | null;
}

/** The index of ten minutes of film has about 1 MB; more than this is not kept in memory. */
const MAX_INDEX_BYTES = 16 * 1024 * 1024;

/** A piece of the file: four bytes of length, four of type, then the content (ISO/IEC 14496-12 §4.2). */
interface Box {
	type: string;
	content: Buffer;
}

/**
 * Reads the index (`moov`) of a movie wherever it stands in the file, and skips everything else without
 * keeping it.
 */
export async function readMovie(
	chunks: AsyncIterable<Buffer>,
): Promise<Movie | 'notAMovie' | 'damaged'> {
	const reader = new ByteReader(chunks);
	try {
		return await findIndex(reader);
	} finally {
		await reader.close();
	}
}

async function findIndex(reader: ByteReader): Promise<Movie | 'notAMovie' | 'damaged'> {
	for (let isFirst = true; ; isFirst = false) {
		const header = await reader.take(8);
		if (header.length < 8) return isFirst ? 'notAMovie' : 'damaged';
		const type = header.toString('latin1', 4, 8);
		if (isFirst && !FIRST_BOXES.includes(type)) return 'notAMovie';
		const length = await readContentLength(reader, header);
		if (length === null || length < 0) return 'damaged';
		if (type !== 'moov') {
			await reader.skip(length);
			continue;
		}
		if (length > MAX_INDEX_BYTES) return 'damaged';
		const content = await reader.take(length);
		return content.length < length ? 'damaged' : (readIndex(content) ?? 'damaged');
	}
}

/** Old QuickTime files have no `ftyp` in front. */
const FIRST_BOXES = ['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot'];

/** Bytes that follow the header; null when the box has no end of its own. */
async function readContentLength(reader: ByteReader, header: Buffer): Promise<number | null> {
	const length = header.readUInt32BE(0);
	if (length === 0) return null;
	if (length !== 1) return length - 8;
	const large = await reader.take(8);
	return large.length < 8 ? null : Number(large.readBigUInt64BE(0)) - 16;
}

function readIndex(index: Buffer): Movie | null {
	const boxes = readBoxes(index);
	const header = boxes.find(({ type }) => type === 'mvhd');
	const duration = header && readDuration(header.content);
	if (duration === undefined) return null;
	const picture = boxes
		.filter(({ type }) => type === 'trak')
		.map(readPicture)
		.find(Boolean);
	return { duration, width: picture?.width ?? null, height: picture?.height ?? null };
}

/** Stops at the first box that doesn't fit, so that a damaged file yields what is whole. */
function readBoxes(bytes: Buffer): Box[] {
	const boxes: Box[] = [];
	for (let position = 0; position + 8 <= bytes.length; ) {
		const length = bytes.readUInt32BE(position);
		if (length < 8 || position + length > bytes.length) break;
		const type = bytes.toString('latin1', position + 4, position + 8);
		boxes.push({ type, content: bytes.subarray(position + 8, position + length) });
		position += length;
	}
	return boxes;
}

/** Movie header, version 0 with 32-bit times or 1 with 64-bit ones (ISO/IEC 14496-12 §8.2.2). */
function readDuration(header: Buffer): number | null | undefined {
	const isLong = header[0] === 1;
	if (header.length < (isLong ? 32 : 20)) return undefined;
	const timescale = header.readUInt32BE(isLong ? 20 : 12);
	const duration = isLong ? Number(header.readBigUInt64BE(24)) : header.readUInt32BE(16);
	const isUnknown = duration === 0 || duration >= (isLong ? 2 ** 63 : 2 ** 32 - 1);
	return timescale === 0 || isUnknown ? null : duration / timescale;
}

/** The size of a picture: 16.16 numbers at the end of its track's header (ISO/IEC 14496-12 §8.3.2). */
function readPicture(track: Box): { width: number; height: number } | null {
	const boxes = readBoxes(track.content);
	const header = boxes.find(({ type }) => type === 'tkhd')?.content;
	if (!isPicture(boxes) || !header || header.length < 84) return null;
	const width = Math.round(header.readUInt32BE(header.length - 8) / 65_536);
	const height = Math.round(header.readUInt32BE(header.length - 4) / 65_536);
	return width > 0 && height > 0 ? { width, height } : null;
}

/** Text has a size, too: what kind of track it is, its handler says (ISO/IEC 14496-12 §8.4.3). */
function isPicture(track: Box[]): boolean {
	const media = track.find(({ type }) => type === 'mdia');
	const handler = media && readBoxes(media.content).find(({ type }) => type === 'hdlr');
	return handler?.content.toString('latin1', 8, 12) === 'vide';
}
