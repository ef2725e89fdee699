import { execFile } from 'node:child_process';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../findProgram.mjs';
import { IMAGE_RECIPES } from './imageRecipes.mts';
import { record } from './mediaRecorder.mts';
import { VIDEO_RECIPES } from './videoRecipes.mts';

const run = promisify(execFile);

/** The names of ImageMagick's program: of version 7, of Debian's version 6, and of others. */
export const MAGICK = ['magick', 'convert-im6.q16', 'convert'];

/**
 * Damaged copies of files that were made before, as a broken transfer or a careless tool leaves
 * them.
 */
const DAMAGED: Array<[name: string, from: string, change: (bytes: Buffer) => Buffer]> = [
	['cut-off-index-first.mp4', 'h264-index-first.mp4', firstHalf],
	['cut-off-index-last.mp4', 'h264-index-last.mp4', firstHalf],
	['cut-off-fragments.mp4', 'fragments.mp4', (bytes) => bytes.subarray(0, -1000)],
	['zeros-behind.mp4', 'h264-index-first.mp4', (bytes) => Buffer.concat([bytes, Buffer.alloc(99)])],
	['text-behind.mp4', 'h264-index-last.mp4', (bytes) => Buffer.concat([bytes, Buffer.from('end')])],
	['cut-off.png', 'rgb.png', firstHalf],
	['without-end.png', 'rgb.png', (bytes) => bytes.subarray(0, -12)],
	['text-behind.png', 'rgb.png', (bytes) => Buffer.concat([bytes, Buffer.from('end')])],
	['cut-off.jpg', 'baseline.jpg', firstHalf],
	['header-only.jpg', 'baseline.jpg', (bytes) => bytes.subarray(0, bytes.indexOf('FFDA', 'hex'))],
	['text-behind.jpg', 'baseline.jpg', (bytes) => Buffer.concat([bytes, Buffer.from('end')])],
	['empty.mp4', 'rgb.png', () => Buffer.alloc(0)],
];

function firstHalf(bytes: Buffer): Buffer {
	return bytes.subarray(0, bytes.length / 2);
}

/**
 * Makes all files with the tools that are installed.
 *
 * @param folder an empty folder
 * @returns what could not be made, and why
 */
export async function makeFiles(folder: string): Promise<string[]> {
	const failures: string[] = [];
	const attempt = async (name: string, work: () => Promise<unknown>) => {
		await work().catch((error: unknown) => failures.push(`${name}: ${firstLine(error)}`));
	};
	const to = (name: string) => join(folder, name);
	for (const [name, words] of VIDEO_RECIPES) {
		await attempt(name, async () => await ffmpeg(words, to(name)));
	}
	const magick = findProgram(MAGICK) ?? 'magick';
	for (const [name, words] of IMAGE_RECIPES) {
		await attempt(name, async () => await run(magick, [...split(words), to(name)]));
	}
	for (const [name, work] of otherTools(to)) await attempt(name, work);
	await attempt('MediaRecorder', async () => await record(folder));
	for (const [name, from, change] of DAMAGED) {
		const make = async () => await writeFile(to(name), change(await readFile(to(from))));
		await attempt(name, make);
	}
	return failures;
}

/** Files that need others, or another program. */
function otherTools(to: (name: string) => string): Array<[string, () => Promise<unknown>]> {
	const input = `-i ${to('h264-index-last.mp4')}`;
	const jpegtran = (name: string, ...words: string[]): [string, () => Promise<unknown>] => [
		name,
		async () => await run('jpegtran', [...words, '-outfile', to(name), to('baseline.jpg')]),
	];
	return [
		[
			'cut-by-copy.mp4',
			async () => await ffmpeg(`-ss 0.5 ${input} -c copy`, to('cut-by-copy.mp4')),
		],
		[
			'cover.mp4',
			async () =>
				await ffmpeg(
					`${input} -i ${to('baseline.jpg')} -map 0 -map 1 -c copy -disposition:v:1 attached_pic`,
					to('cover.mp4'),
				),
		],
		[
			'moved-index.mp4',
			async () => await run('qt-faststart', [to('h264-index-last.mp4'), to('moved-index.mp4')]),
		],
		['animated.png', async () => await ffmpeg(`${input} -plays 0 -f apng`, to('animated.png'))],
		['first-frame.jpg', async () => await ffmpeg(`${input} -frames:v 1`, to('first-frame.jpg'))],
		jpegtran('arithmetic.jpg', '-arithmetic'),
		jpegtran('restarts.jpg', '-restart', '1'),
		['other.heic', async () => await run('heif-enc', ['-o', to('other.heic'), to('rgb.png')])],
		[
			'other.avif',
			async () =>
				await ffmpeg(`${input} -frames:v 1 -c:v libaom-av1 -still-picture 1`, to('other.avif')),
		],
		['wrong-name.jpg', async () => await copyFile(to('other.webp'), to('wrong-name.jpg'))],
		['wrong-name.mp4', async () => await copyFile(to('other.webm'), to('wrong-name.mp4'))],
	];
}

async function ffmpeg(words: string, file: string): Promise<void> {
	await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...split(words), file]);
}

function split(words: string): string[] {
	return words
		.split(' ')
		.filter((word) => word !== '')
		.map((word) => word.replaceAll("'", ''));
}

function firstLine(error: unknown): string {
	const { stderr, message } = error as { stderr?: string; message: string };
	return (stderr || message).split('\n')[0] ?? '';
}
