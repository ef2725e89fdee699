import { ByteReader } from './byteReader';
import { HEAD_BYTES, identifyFile } from './fileKind';
import { readJpegSize, readPngSize } from './imageSize';
import { nameOf, toMegabytes, type MediaFile } from './mediaFile';
import type { Size } from './size';
import { describeWrongKind } from './wrongKind';

/** The largest image that Kling takes, in bytes (API §1). */
export const MAX_IMAGE_BYTES = 10 * 1024 * 1024;
/** The largest image that API 2.0 takes, in bytes (API §8). */
export const MAX_IMAGE_BYTES_V2 = 50 * 1024 * 1024;

/** Pixels of one side (API §1). */
const MIN_SIDE = 300;
const MAX_SIDE = 65_536;
/** Longer side divided by shorter side (API §1). */
const MAX_ASPECT_RATIO = 2.5;

/**
 * What Kling would refuse in an image, in the user's words. Reads the file once and keeps none of
 * it in memory.
 *
 * @param maxBytes the largest image that the API takes
 */
export async function findImageProblems(file: MediaFile, maxBytes: number): Promise<string[]> {
	const image = `The image${nameOf(file)}`;
	if (file.size === 0) return [`${image} is empty`];
	if (file.size > maxBytes) {
		const most = maxBytes / 1024 / 1024;
		return [
			`${image} has ${toMegabytes(file.size)}; Kling takes at most ${most} MB: make it smaller`,
		];
	}
	const reader = new ByteReader(await file.open());
	try {
		const kind = identifyFile(await reader.peek(HEAD_BYTES));
		const { format } = kind;
		if (format !== 'png' && format !== 'jpeg') return [describeWrongKind(file, kind, 'image')];
		const size = await (format === 'png' ? readPngSize(reader) : readJpegSize(reader));
		if (size === 'damaged') return [`${image} is damaged or was cut off: get the whole file`];
		if (size === null) return [];
		return findSizeProblems(size).map((problem) => `${image} has ${problem}`);
	} finally {
		await reader.close();
	}
}

function findSizeProblems({ width, height }: Size): string[] {
	const [shorter, longer] = [Math.min(width, height), Math.max(width, height)];
	const size = `${width} × ${height} pixels`;
	const problems: string[] = [];
	if (shorter < MIN_SIDE) problems.push(`${size}; each side needs at least ${MIN_SIDE}`);
	if (longer > MAX_SIDE) problems.push(`${size}; no side may have more than ${MAX_SIDE}`);
	if (longer > shorter * MAX_ASPECT_RATIO) {
		problems.push(
			`${size}; the longer side may be at most ${MAX_ASPECT_RATIO} times the shorter: crop it`,
		);
	}
	return problems;
}
