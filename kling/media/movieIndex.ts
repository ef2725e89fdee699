import { boxesIn, findBox, readVersioned } from './boxes';
import type { Size } from './size';

/** A track of pictures. */
export interface PictureTrack {
	id: number;
	/** Ticks per second of the track's own clock; 0 when unknown. */
	timescale: number;
	/** Ticks of each sample in fragments that doesn't give its own duration. */
	defaultSampleDuration: number;
	/** Seconds of the samples that the index itself lists, without the fragments. */
	listedSeconds: number;
	/**
	 * Up to two, because players differ: some use the track's header, others the description of its
	 * samples.
	 */
	sizes: Size[];
}

/** What the index (`moov`) of a movie says. */
export interface MovieIndex {
	pictures: PictureTrack[];
	/** Seconds, from each header that gives them. */
	durations: number[];
	/** Seconds of a movie in fragments, if its writer knew them. */
	extendedDuration: number | undefined;
}

/** Movies have one or two. An index that lists thousands would take long to read. */
const MAX_PICTURES = 100;

/** Reads an index; `damaged` when it lacks its header, `unreadable` when it has too many tracks. */
export function readMovieIndex(moov: Buffer): MovieIndex | 'damaged' | 'unreadable' {
	const header = findBox(moov, 'mvhd');
	if (header === undefined || readTime(header) === undefined) return 'damaged';
	const movieTimescale = readTimescale(header);
	const tracks = [...boxesIn(moov)]
		.filter(({ type, content }) => type === 'trak' && isPicture(content))
		.map(({ content }) => content);
	if (tracks.length > MAX_PICTURES) return 'unreadable';
	const defaults = readTrackExtends(moov);
	const durations = [
		toSeconds(readTime(header), movieTimescale),
		...tracks.map((track) => toSeconds(readTrackTime(track), movieTimescale)),
		...tracks.map(readMediaDuration),
	].filter((duration) => duration !== undefined);
	return {
		pictures: tracks.map((track) => readTrack(track, defaults)),
		durations,
		extendedDuration: toSeconds(readMovieExtends(moov), movieTimescale),
	};
}

/** Judges by the track's handler (§8.4.3), because text tracks have a size, too. */
function isPicture(track: Buffer): boolean {
	return findBox(track, 'mdia', 'hdlr')?.toString('latin1', 8, 12) === 'vide';
}

function readTrack(track: Buffer, defaults: Map<number, number>): PictureTrack {
	const header = findBox(track, 'tkhd');
	const id = (header && readWord(header, header[0] === 1 ? 20 : 12)) ?? 0;
	const media = findBox(track, 'mdia', 'mdhd');
	const timescale = media ? readTimescale(media) : 0;
	return {
		id,
		timescale,
		listedSeconds: timescale === 0 ? 0 : sumSampleTimes(track) / timescale,
		defaultSampleDuration: defaults.get(id) ?? 0,
		sizes: [readTrackSize(header), readSampleSize(track)].filter((size) => size !== undefined),
	};
}

/** The ticks of all samples, which are listed as runs of a count and a duration (§8.6.1.2). */
function sumSampleTimes(track: Buffer): number {
	const runs = findBox(track, 'mdia', 'minf', 'stbl', 'stts');
	let ticks = 0;
	for (let position = 8; runs && position + 8 <= runs.length; position += 8) {
		ticks += runs.readUInt32BE(position) * runs.readUInt32BE(position + 4);
	}
	return ticks;
}

/** The size in a track's header, whose last two fields are 16.16 fixed-point numbers (§8.3.2). */
function readTrackSize(header: Buffer | undefined): Size | undefined {
	if (!header || header.length < 84) return undefined;
	const width = Math.round(header.readUInt32BE(header.length - 8) / 65_536);
	const height = Math.round(header.readUInt32BE(header.length - 4) / 65_536);
	return toSize(width, height);
}

/** The size in the first entry of the sample description (§12.1.3). */
function readSampleSize(track: Buffer): Size | undefined {
	const description = findBox(track, 'mdia', 'minf', 'stbl', 'stsd');
	if (!description) return undefined;
	const [entry] = boxesIn(description.subarray(8));
	if (!entry || entry.content.length < 28) return undefined;
	return toSize(entry.content.readUInt16BE(24), entry.content.readUInt16BE(26));
}

function toSize(width: number, height: number): Size | undefined {
	return width > 0 && height > 0 ? { width, height } : undefined;
}

/**
 * The duration in the header of a movie (§8.2.2) or of a track's media (§8.4.2), which have the
 * same layout.
 */
function readTime(header: Buffer): number | undefined {
	return readVersioned(header, [16, 24]);
}

function readTimescale(header: Buffer): number {
	return readWord(header, header[0] === 1 ? 20 : 12) ?? 0;
}

function readTrackTime(track: Buffer): number | undefined {
	const header = findBox(track, 'tkhd');
	return header && readVersioned(header, [20, 28]);
}

function readMediaDuration(track: Buffer): number | undefined {
	const header = findBox(track, 'mdia', 'mdhd');
	return header && toSeconds(readTime(header), readTimescale(header));
}

/** The duration including fragments, if the writer knew it (§8.8.2). */
function readMovieExtends(moov: Buffer): number | undefined {
	const header = findBox(moov, 'mvex', 'mehd');
	return header && readVersioned(header, [4, 4]);
}

/** The default sample duration in the fragments of each track, by the track's id (§8.8.3). */
function readTrackExtends(moov: Buffer): Map<number, number> {
	const defaults = new Map<number, number>();
	for (const { type, content } of boxesIn(findBox(moov, 'mvex') ?? Buffer.alloc(0))) {
		const id = type === 'trex' ? readWord(content, 4) : undefined;
		if (id !== undefined && !defaults.has(id)) defaults.set(id, readWord(content, 12) ?? 0);
	}
	return defaults;
}

/** Converts ticks; undefined when a header leaves the time open with 0 or with all bits set. */
function toSeconds(time: number | undefined, timescale: number): number | undefined {
	const isUnknown = time === undefined || time === 0 || time === 2 ** 32 - 1 || time >= 2 ** 63;
	return isUnknown || timescale === 0 ? undefined : time / timescale;
}

function readWord(box: Buffer, position: number): number | undefined {
	return box.length < position + 4 ? undefined : box.readUInt32BE(position);
}
