import { toMegabytes, type MediaFile } from './mediaFile';
import { readMovie, type Movie } from './movie';

/** The largest video that Kling takes, in bytes (API §1). */
const MAX_VIDEO_BYTES = 100 * 1024 * 1024;
/** Pixels of one side (API §1). */
const MIN_SIDE = 340;
const MAX_SIDE = 3850;
/** Seconds (API §1). */
const MIN_DURATION = 3;
const MAX_DURATION: Record<string, number> = { image: 10, video: 30 };
/** Containers round the duration up to whole frames of picture and sound. */
const TOLERANCE = 0.25;

/**
 * What Kling would refuse in a video, in the user's words. Reads the file once and keeps only its index.
 *
 * @param characterOrientation `image` or `video`: decides on the longest duration
 */
export async function findVideoProblems(
	file: MediaFile,
	characterOrientation: string,
): Promise<string[]> {
	if (file.size === 0) return ['The video is empty'];
	if (file.size > MAX_VIDEO_BYTES) {
		return [`The video has ${toMegabytes(file.size)}; Kling takes at most 100 MB: compress it`];
	}
	const movie = await readMovie(await file.open());
	if (movie === 'notAMovie') return ['The video is not an MP4 or MOV file: convert it first'];
	if (movie === 'damaged') return ['The video file is damaged or incomplete'];
	return [...findSizeProblems(movie), ...findDurationProblems(movie, characterOrientation)];
}

function findSizeProblems({ width, height }: Movie): string[] {
	if (width === null || height === null) return ['The file has no picture, only sound or data'];
	if (Math.min(width, height) >= MIN_SIDE && Math.max(width, height) <= MAX_SIDE) return [];
	return [
		`The video has ${width} × ${height} pixels; each side must have ${MIN_SIDE} to ${MAX_SIDE}`,
	];
}

function findDurationProblems({ duration }: Movie, orientation: string): string[] {
	if (duration === null) return [];
	const seconds = `${Number(duration.toFixed(1))} seconds`;
	if (duration < MIN_DURATION - TOLERANCE) {
		return [`The video lasts ${seconds}; Kling needs at least ${MIN_DURATION}`];
	}
	const most = MAX_DURATION[orientation];
	if (most === undefined || duration <= most + TOLERANCE) return [];
	const advice = orientation === 'image' ? 'cut it, or choose Match Video (up to 30)' : 'cut it';
	return [`The video lasts ${seconds}; at most ${most} are allowed here: ${advice}`];
}
