/**
 * Makes files with real tools, and compares what the node says about each with what ffprobe and
 * ImageMagick say: `npm run check:media`. `--keep <folder>` keeps the files there. Needs ffmpeg and
 * ImageMagick. Files that need other, missing tools are left out and reported.
 */
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findImageProblems, MAX_IMAGE_BYTES } from '../../kling/media/image';
import type { MediaFile } from '../../kling/media/mediaFile';
import { findVideoProblems } from '../../kling/media/video';
import { judgeImage, judgeVideo, type Judgement } from './judge.mts';
import { makeFiles } from './make.mts';

const { values } = parseArgs({ options: { keep: { type: 'string' } } });
const folder = values.keep ?? (await mkdtemp(join(tmpdir(), 'media-')));
await mkdir(folder, { recursive: true });
const failures = await makeFiles(folder);
for (const failure of failures) console.log(`not made: ${failure}`);

let count = 0;
let disagreements = 0;
for (const name of (await readdir(folder)).sort()) {
	const path = join(folder, name);
	const file = await toFile(path, name);
	const checks: Array<[string, Judgement, string[]]> = isImage(name)
		? [['image', await judgeImage(path), await findImageProblems(file, MAX_IMAGE_BYTES)]]
		: [
				['10 s', await judgeVideo(path, 10), await findVideoProblems(file, 'image')],
				['30 s', await judgeVideo(path, 30), await findVideoProblems(file, 'video')],
			];
	count++;
	for (const [what, judgement, problems] of checks) report(name, what, judgement, problems);
}
console.log(`${count} files, ${failures.length} not made, ${disagreements} disagreements`);
if (values.keep === undefined) await rm(folder, { recursive: true });
if (disagreements > 0) process.exitCode = 1;

function isImage(name: string): boolean {
	return /\.(png|jpe?g|webp|gif|bmp|tiff|psd|pdf|jp2|ppm|svg|ico|heic|avif)$/.test(name);
}

async function toFile(path: string, name: string): Promise<MediaFile> {
	const { size } = await stat(path);
	const open = async () => await Promise.resolve(createReadStream(path) as AsyncIterable<Buffer>);
	return { holder: 'Input Field', name, size, open };
}

/**
 * The node may neither refuse a file that is certainly fine, nor accept one that certainly isn't.
 */
function report(name: string, what: string, judgement: Judgement, problems: string[]): void {
	const isRefused = problems.length > 0;
	const disagrees = isRefused ? judgement === 'fine' : judgement === 'refused';
	if (disagrees) disagreements++;
	const verdict = isRefused ? `refused: ${problems.join('; ')}` : 'allowed';
	console.log(
		`${disagrees ? 'WRONG' : 'ok   '} ${name} (${what}, tools: ${judgement}): ${verdict}`,
	);
}
