import { ByteReader } from './byteReader';
import { HEAD_BYTES, identifyFile } from './fileKind';
import { nameOf, toMegabytes, type MediaFile } from './mediaFile';
import { readMovie, type Movie } from './movie';
import { describeWrongKind } from './wrongKind';

/** The largest video that Kling takes, in bytes (API §1). */
const MAX_VIDEO_BYTES = 100 * 1024 * 1024;
/** Pixels of one side (API §1). */
const MIN_SIDE = 340;
const MAX_SIDE = 3850;
/** Seconds (API §1). */
const MIN_DURATION = 3;
const MAX_DURATION: Record<string, number> = { image: 10, video: 30 };
/** Seconds. Containers round the duration up to whole frames of picture and sound. */
const TOLERANCE = 0.25;

/**
 * What Kling would refuse in a video, in the user's words. Reads the file once and keeps only its
 * index in memory. If its headers disagree, a video is refused only when all their values are out
 * of bounds.
 *
 * @param characterOrientation `image` or `video`: decides on the maximum duration
 */
export async function findVideoProblems(
	file: MediaFile,
	characterOrientation: string,
): Promise<string[]> {
	const video = `The video${nameOf(file)}`;
	if (file.size === 0) return [`${video} is empty`];
	if (file.size > MAX_VIDEO_BYTES) {
		return [`${video} has ${toMegabytes(file.size)}; Kling takes at most 100 MB: compress it`];
	}
	const reader = new ByteReader(await file.open());
	try {
		const kind = identifyFile(await reader.peek(HEAD_BYTES));
		if (kind.format !== 'movie') return [describeWrongKind(file, kind, 'video')];
		const movie = await readMovie(reader, file.size);
		if (movie === 'damaged') return [`${video} is damaged or was cut off: get the whole file`];
		const problems = [findSizeProblem(movie), findDurationProblem(movie, characterOrientation)];
		return problems.filter((problem) => problem !== null).map((problem) => `${video} ${problem}`);
	} finally {
		await reader.close();
	}
}

function findSizeProblem({ hasPicture, sizes }: Movie): string | null {
	if (!hasPicture) return 'has no picture, only sound or data';
	const [first] = sizes;
	const isFitting = sizes.some(
		({ width, height }) =>
			Math.min(width, height) >= MIN_SIDE && Math.max(width, height) <= MAX_SIDE,
	);
	if (isFitting || !first) return null;
	return `has ${first.width} × ${first.height} pixels; each side must have ${MIN_SIDE} to ${MAX_SIDE}`;
}

function findDurationProblem({ durations }: Movie, orientation: string): string | null {
	const [first] = durations;
	const most = MAX_DURATION[orientation] ?? Infinity;
	const isFitting = durations.some(
		(each) => each >= MIN_DURATION - TOLERANCE && each <= most + TOLERANCE,
	);
	if (isFitting || first === undefined) return null;
	const lasts = `lasts ${Number(first.toFixed(1))} seconds`;
	if (first < MIN_DURATION) return `${lasts}; Kling needs at least ${MIN_DURATION}`;
	const advice = orientation === 'image' ? 'cut it, or choose Match Video (up to 30)' : 'cut it';
	return `${lasts}; at most ${most} are allowed here: ${advice}`;
}
