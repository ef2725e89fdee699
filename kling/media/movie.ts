import { BOX_HEADER_BYTES, findBox, readBoxHeader } from './boxes';
import type { ByteReader } from './byteReader';
import { readFragment } from './fragments';
import { readMovieIndex, type MovieIndex } from './movieIndex';
import type { Size } from './size';

/** What an MP4 or MOV file tells of itself, in every reading that a player may take. */
export interface Movie {
	hasPicture: boolean;
	/** Seconds; empty where the file doesn't say. */
	durations: number[];
	/** Of the pictures; empty where the file doesn't say. */
	sizes: Size[];
}

/** The index of ten minutes of film has about 1 MB; more than this is not kept in memory. */
const MAX_INDEX_BYTES = 16 * 1024 * 1024;
/** A file of 30 seconds has a few thousand, if each frame is a fragment. */
const MAX_BOXES = 50_000;

/** What is known when the reading has come so far. */
interface Findings {
	index: MovieIndex | 'missing' | 'unreadable' | 'damaged';
	/** Whether there is any content that the index can be about. */
	hasContent: boolean;
	/** Seconds that fragments add up to, for each track of pictures. */
	fragments: number[];
}

/**
 * Reads what a movie tells of itself, wherever it stands in the file, and skips everything else without
 * keeping it.
 *
 * @param reader at the start of the file
 * @param size of the file, in bytes
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
			// Cut off. Behind a whole movie, there may be anything that isn't a box.
			if (['moov', 'moof', 'mdat'].includes(type)) return 'damaged';
			break;
		}
		if (type === 'mdat') findings = { ...findings, hasContent: true };
		// Most of a file is its last box, which need not be read.
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
	// Compressed, as old QuickTime may do: what it says is left to Kling.
	if (findBox(moov, 'cmov')) return 'unreadable';
	return readMovieIndex(moov) ?? 'damaged';
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

/** The headers of a movie in fragments tell of nothing, of what the index lists itself, or of all of it. */
function addUp({ pictures, extendedDuration }: MovieIndex, fragments: number[]): number[] {
	const sums = pictures.map(({ listedSeconds }, track) => listedSeconds + (fragments[track] ?? 0));
	return [...sums, extendedDuration ?? 0].filter((each) => each > 0);
}
