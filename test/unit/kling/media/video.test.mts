import { createReadStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { MediaFile } from '../../../../kling/media/mediaFile';
import { findVideoProblems } from '../../../../kling/media/video';
import { mediaPath } from '../../../support/servers/fileServer.mts';
import { movieOf, track } from '../../../support/kling/movieBoxes.mts';

const MEGABYTE = 1024 * 1024;
const NAMELESS = { holder: 'Video Input Field "data"', name: '' };

const fileOf = (bytes: Buffer, size = bytes.length): MediaFile => ({
	...NAMELESS,
	size,
	open: async () => await Promise.resolve(Readable.from([bytes])),
});

/** A file that must not be opened. */
const closedFile = (size: number): MediaFile => ({
	...NAMELESS,
	size,
	open: async () => await Promise.reject(new Error('opened')),
});

/** A video of a number of seconds. */
const videoOf = (seconds: number, width = 720, height = 1280): MediaFile =>
	fileOf(movieOf(BigInt(Math.round(seconds * 1000)), 1000, track('vide', width, height)));

const sample = (name: string): MediaFile => ({
	...NAMELESS,
	size: statSync(mediaPath(name)).size,
	open: async () => await Promise.resolve(createReadStream(mediaPath(name))),
});

describe('a video that Kling takes', () => {
	it.each([
		'reference.mp4',
		'index-last.mp4',
		'index-first.mov',
		'fragmented.mp4',
		'subtitles-first.mp4',
	])('has no problem (%s)', async (name) =>
		expect(await findVideoProblems(sample(name), 'image')).toEqual([]),
	);

	it.each([
		['image', 3],
		['image', 10],
		['video', 3],
		['video', 30],
	])(
		'may last as long as the limits of orientation %s say: %i seconds',
		async (orientation, seconds) => {
			expect(await findVideoProblems(videoOf(seconds), orientation)).toEqual([]);
		},
	);

	it('may last a fraction of a frame less or more, because encoders round', async () => {
		expect(await findVideoProblems(videoOf(2.97), 'image')).toEqual([]);
		expect(await findVideoProblems(videoOf(10.06), 'image')).toEqual([]);
		expect(await findVideoProblems(videoOf(30.06), 'video')).toEqual([]);
	});

	it.each([
		[340, 340],
		[3850, 3850],
		[340, 3850],
	])('may have %i × %i pixels', async (width, height) => {
		expect(await findVideoProblems(videoOf(5, width, height), 'image')).toEqual([]);
	});

	it('may have 100 MB', async () => {
		const bytes = movieOf(5000n, 1000, track('vide', 720, 1280));
		expect(await findVideoProblems(fileOf(bytes, 100 * MEGABYTE), 'image')).toEqual([]);
	});
});

describe('a video that Kling refuses', () => {
	it.each([
		['image', 2.5, 'lasts 2.5 seconds; Kling needs at least 3'],
		['image', 10.5, 'at most 10 are allowed here: cut it, or choose Match Video (up to 30)'],
		['video', 2.5, 'lasts 2.5 seconds; Kling needs at least 3'],
		['video', 30.5, 'lasts 30.5 seconds; at most 30 are allowed here: cut it'],
	])(
		'lasts too long or too short for orientation %s: %d seconds',
		async (orientation, seconds, problem) => {
			const problems = await findVideoProblems(videoOf(seconds), orientation);
			expect(problems).toEqual([expect.stringContaining(problem)]);
		},
	);

	it.each([
		[339, 1280],
		[1280, 339],
		[3851, 1280],
		[1280, 3851],
	])('has %i × %i pixels', async (width, height) => {
		const problems = await findVideoProblems(videoOf(5, width, height), 'image');
		expect(problems).toEqual([
			`The video has ${width} × ${height} pixels; each side must have 340 to 3850`,
		]);
	});

	it('may have several problems', async () => {
		expect(await findVideoProblems(videoOf(60, 100, 100), 'video')).toHaveLength(2);
	});

	it.each([
		['sound-only.mp4', 'The video has no picture, only sound or data'],
		['sample.webm', expect.stringContaining('"data" holds a WebM video')],
		['character.png', expect.stringContaining('"data" holds a PNG image')],
	])('is another kind of file (%s)', async (name, problem) => {
		expect(await findVideoProblems(sample(name), 'image')).toEqual([problem]);
	});

	it('is not kept open', async () => {
		const stream = Readable.from([Buffer.alloc(2000), Buffer.alloc(2000)]);
		const file = { ...closedFile(4000), open: async () => await Promise.resolve(stream) };
		await findVideoProblems(file, 'image');
		expect(stream.destroyed).toBe(true);
	});

	it('was cut off', async () => {
		const bytes = movieOf(5000n, 1000, track('vide', 720, 1280));
		expect(await findVideoProblems(fileOf(bytes.subarray(0, -1)), 'image')).toEqual([
			'The video is damaged or was cut off: get the whole file',
		]);
	});

	it('is empty, which is known without opening it', async () => {
		expect(await findVideoProblems(closedFile(0), 'image')).toEqual(['The video is empty']);
	});

	it('has more than 100 MB, which is known without opening it', async () => {
		expect(await findVideoProblems(closedFile(100 * MEGABYTE + 1), 'image')).toEqual([
			'The video has 100.1 MB; Kling takes at most 100 MB: compress it',
		]);
	});
});

describe('an orientation that does not exist', () => {
	it('is reported elsewhere, and sets no limit here', async () => {
		expect(await findVideoProblems(videoOf(60), 'left')).toEqual([]);
	});
});
