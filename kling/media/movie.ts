import { BOX_HEADER_BYTES, findBox, readBoxHeader } from './boxes';
import type { ByteReader } from './byteReader';
import { readFragment } from './fragments';
import { readMovieIndex, type MovieIndex } from './movieIndex';
import type { Size } from './size';

/**
 * What the headers of an MP4 or MOV file say. Players read different headers, so there may be
 * several values.
 */
export interface Movie {
	hasPicture: boolean;
	/** Seconds; empty when the file doesn't say. */
	durations: number[];
	/** Sizes of the picture; empty when the file doesn't say. */
	sizes: Size[];
}

/**
 * A larger index isn't read: a hostile one consists of thousands of tiny boxes, and would take long.
 * The index of a ten-minute film has about 1 MB.
 */
const MAX_INDEX_BYTES = 2 * 1024 * 1024;
/** A file of 30 seconds has at most a few thousand, when each frame is a fragment. */
const MAX_BOXES = 50_000;

/** What has been found so far. */
interface Findings {
	index: MovieIndex | 'missing' | 'unreadable' | 'damaged';
	/** Whether there is any content for the index to describe. */
	hasContent: boolean;
	/** The sum of the fragments' seconds, for each picture track. */
	fragments: number[];
}

/**
 * Reads a movie's headers, wherever they are in the file, and skips everything else.
 *
 * @param reader at the start of the file
 * @param size the size of the file in bytes
 */
export async function readMovie(reader: ByteReader, size: number): Promise<Movie | 'damaged'> {
	let findings: Findings = { index: 'missing', hasContent: false, fragments: [] };
	for (let count = 0; count < MAX_BOXES; count++) {
		const start = reader.position;
		const header = readBoxHeader(await reader.peek(BOX_HEADER_BYTES));
		if (header === null) break;
		const { type, headerLength } = header;
		const end = start + (header.length ?? size - start);
		if (end > size) {
			// The file was cut off, unless the box is unknown: complete movies may end with data that
			// isn't a box.
			if (['moov', 'moof', 'mdat'].includes(type)) return 'damaged';
			break;
		}
		if (type === 'mdat') findings = { ...findings, hasContent: true };
		// The content is usually the last box and most of the file, and needn't be read.
		if (type === 'mdat' && end === size) break;
		await reader.skip(headerLength);
		findings = await readBox(reader, type, end - reader.position, findings);
	}
	return toMovie(findings);
}

async function readBox(
	reader: ByteReader,
	type: string,
	length: number,
	findings: Findings,
): Promise<Findings> {
	const isTooLong = length > MAX_INDEX_BYTES;
	if (isTooLong || !['moov', 'moof'].includes(type)) {
		await reader.skip(length);
		return type === 'moov' ? { ...findings, index: 'unreadable' } : findings;
	}
	const content = await reader.take(length);
	const { index, fragments } = findings;
	if (type === 'moov') return { ...findings, index: readIndex(content) };
	if (typeof index === 'string') return findings;
	const seconds = readFragment(content, index.pictures);
	return { ...findings, fragments: seconds.map((each, track) => each + (fragments[track] ?? 0)) };
}

function readIndex(moov: Buffer): Findings['index'] {
	// Old QuickTime files may compress their index. Kling has to judge those.
	if (findBox(moov, 'cmov')) return 'unreadable';
	return readMovieIndex(moov);
}

function toMovie({ index, hasContent, fragments }: Findings): Movie | 'damaged' {
	if (index === 'missing' || index === 'damaged' || !hasContent) return 'damaged';
	if (index === 'unreadable') return { hasPicture: true, durations: [], sizes: [] };
	return {
		hasPicture: index.pictures.length > 0,
		durations: fragments.length === 0 ? index.durations : addUp(index, fragments),
		sizes: index.pictures.flatMap(({ sizes }) => sizes),
	};
}

/**
 * Adds the fragments to what the index lists. The durations in the headers don't count here: they
 * may cover all of the fragments or none.
 */
function addUp({ pictures, extendedDuration }: MovieIndex, fragments: number[]): number[] {
	const sums = pictures.map(({ listedSeconds }, track) => listedSeconds + (fragments[track] ?? 0));
	return [...sums, extendedDuration ?? 0].filter((each) => each > 0);
}
