import { boxesIn, findBox } from './boxes';
import type { PictureTrack } from './movieIndex';

/** How many seconds a fragment (`moof`) adds to each picture track, in the order of the tracks. */
export function readFragment(moof: Buffer, tracks: PictureTrack[]): number[] {
	const seconds = tracks.map(() => 0);
	for (const { type, content } of boxesIn(moof)) {
		const header = type === 'traf' ? findBox(content, 'tfhd') : undefined;
		if (!header || header.length < 8) continue;
		const index = tracks.findIndex(({ id }) => id === header.readUInt32BE(4));
		const track = tracks[index];
		if (!track || track.timescale === 0) continue;
		const byDefault = readDefaultDuration(header) ?? track.defaultSampleDuration;
		seconds[index] = (seconds[index] ?? 0) + sumRuns(content, byDefault) / track.timescale;
	}
	return seconds;
}

/**
 * The default duration in this fragment, which follows two optional fields (ISO/IEC 14496-12
 * §8.8.7).
 */
function readDefaultDuration(header: Buffer): number | undefined {
	const flags = header.readUInt32BE(0);
	if (!(flags & 0x08)) return undefined;
	const position = 8 + (flags & 0x01 ? 8 : 0) + (flags & 0x02 ? 4 : 0);
	return header.length < position + 4 ? undefined : header.readUInt32BE(position);
}

function sumRuns(fragment: Buffer, byDefault: number): number {
	let sum = 0;
	for (const { type, content } of boxesIn(fragment)) {
		if (type === 'trun' && content.length >= 8) sum += sumSamples(content, byDefault);
	}
	return sum;
}

/**
 * Adds up the samples of a run, which lists up to four numbers for each, the duration first
 * (§8.8.8).
 */
function sumSamples(run: Buffer, byDefault: number): number {
	const flags = run.readUInt32BE(0);
	const count = run.readUInt32BE(4);
	if (!(flags & 0x100)) return count * byDefault;
	const fields = [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length;
	let position = 8 + (flags & 0x01 ? 4 : 0) + (flags & 0x04 ? 4 : 0);
	let sum = 0;
	for (let sample = 0; sample < count && position + 4 <= run.length; sample++) {
		sum += run.readUInt32BE(position);
		position += 4 * fields;
	}
	return sum;
}
