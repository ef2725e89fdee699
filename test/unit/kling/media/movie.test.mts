import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MovieProbe, type MovieInfo } from '../../../../emulator/movieProbe.mts';
import { ByteReader } from '../../../../kling/media/byteReader';
import { readMovie } from '../../../../kling/media/movie';
import { Chunks } from '../../../support/kling/chunks.mts';
import { mediaPath } from '../../../support/servers/fileServer.mts';
import {
	box,
	fileType,
	largeBox,
	movieHeader,
	movieOf,
	track,
} from '../../../support/kling/movieBoxes.mts';

const read = (name: string) => readFileSync(mediaPath(name));
const indexFirst = read('reference.mp4');
const indexLast = read('index-last.mp4');

const readChunks = async (chunks: AsyncIterable<Buffer>, size: number) =>
	await readMovie(new ByteReader(chunks), size);
const readBytes = async (bytes: Buffer) => await readChunks(new Chunks(bytes, 4096), bytes.length);

const size = (width: number, height: number) => ({ width, height });

/** What an independent library reads. */
function probe(bytes: Buffer) {
	const movie = new MovieProbe();
	movie.append(bytes);
	return movie.finish();
}

describe('a movie', () => {
	it.each([
		['with the index at the front', 'reference.mp4'],
		['with the index at the end', 'index-last.mp4'],
		['in QuickTime form', 'index-first.mov'],
		['of a second', 'reference-1s.mp4'],
		['of half a minute', 'reference-31s.mp4'],
		['with subtitles in front of the picture', 'subtitles-first.mp4'],
	])('is read as an independent library does, %s', async (_name, file) => {
		const bytes = read(file);
		const { duration, width, height } = probe(bytes) as MovieInfo;
		expect(await readBytes(bytes)).toMatchObject({
			hasPicture: true,
			durations: expect.arrayContaining([duration]) as unknown,
			sizes: expect.arrayContaining([{ width, height }]) as unknown,
		});
	});

	it('in fragments lasts as long as they do together', async () => {
		const sizes = [size(360, 640), size(360, 640)];
		const durations = [3.25];
		const movie = { hasPicture: true, durations, sizes };
		expect(await readBytes(read('fragmented.mp4'))).toEqual(movie);
	});

	it('of sound only has no picture', async () => {
		const movie = { hasPicture: false, durations: [4], sizes: [] };
		expect(await readBytes(read('sound-only.mp4'))).toEqual(movie);
	});

	it('is the same, whatever the size of the chunks', async () => {
		const whole = await readBytes(indexLast);
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 1, max: indexLast.length }), async (size) => {
				const chunks = new Chunks(indexLast, size);
				expect(await readChunks(chunks, indexLast.length)).toEqual(whole);
			}),
			{ numRuns: 30 },
		);
	});
});

describe('a form that only few files have', () => {
	const picture = track('vide', 720, 1280);
	const movie = { hasPicture: true, durations: [5], sizes: [size(720, 1280)] };

	it('is a header with times of 64 bits', async () => {
		const index = box('moov', movieHeader(5000n, 1000, 1), picture);
		expect(await readBytes(Buffer.concat([fileType, index, box('mdat')]))).toEqual(movie);
	});

	it('is an index whose length has 64 bits', async () => {
		const content = Buffer.concat([movieHeader(5000n, 1000), picture]);
		const bytes = Buffer.concat([fileType, largeBox('moov', content), box('mdat')]);
		expect(await readBytes(bytes)).toEqual(movie);
	});

	it('is content whose length has 64 bits, before the index', async () => {
		const content = largeBox('mdat', Buffer.alloc(1000));
		const bytes = Buffer.concat([
			fileType,
			content,
			movieOf(5000n, 1000, picture).subarray(fileType.length),
		]);
		expect(await readBytes(bytes)).toEqual(movie);
	});

	it.each(['wide', 'mdat', 'free', 'skip', 'pnot'])(
		'is an old QuickTime file without a file type, which begins with %s',
		async (type) => {
			const index = movieOf(5000n, 1000, picture).subarray(fileType.length);
			expect(await readBytes(Buffer.concat([box(type), index]))).toEqual(movie);
		},
	);

	it('is an old QuickTime file that begins with its index', async () => {
		const index = movieOf(5000n, 1000, picture).subarray(fileType.length);
		expect(await readBytes(index)).toEqual(movie);
	});

	it('is a track of sound before the picture', async () => {
		const bytes = movieOf(5000n, 1000, track('soun', 0, 0), picture);
		expect(await readBytes(bytes)).toEqual(movie);
	});

	it('is a track of text that has a size, before the picture', async () => {
		const bytes = movieOf(5000n, 1000, track('text', 400, 60), picture);
		expect(await readBytes(bytes)).toEqual(movie);
	});

	it.each([
		['zero', movieHeader(0n, 1000)],
		['the largest number', movieHeader(0xffffffffn, 1000)],
		['the largest long number', movieHeader(0xffffffffffffffffn, 1000, 1)],
		['in no unit', movieHeader(5000n, 0)],
	])('is an unknown duration: %s', async (_name, header) => {
		const bytes = Buffer.concat([fileType, box('moov', header, picture), box('mdat')]);
		expect(await readBytes(bytes)).toEqual({ ...movie, durations: [] });
	});
});

describe('a picture whose width or height is left open', () => {
	it.each([
		[0, 1280],
		[720, 0],
		[0, 0],
	])('has no size: %i × %i', async (width, height) => {
		const movie = await readBytes(movieOf(5000n, 1000, track('vide', width, height)));
		expect(movie).toMatchObject({ hasPicture: true, sizes: [] });
	});
});

describe('what is read of a file', () => {
	it('ends where content begins that extends to the end of the file', async () => {
		const chunks = new Chunks(indexFirst);
		await readChunks(chunks, indexFirst.length);
		expect(chunks.taken).toBeLessThan(indexFirst.indexOf('mdat') + 2048);
	});

	it('leaves out an index that would take long to read', async () => {
		const index = largeBox('moov', Buffer.alloc(3 * 1024 ** 2));
		const movie = { hasPicture: true, durations: [], sizes: [] };
		expect(await readBytes(Buffer.concat([fileType, index, box('mdat')]))).toEqual(movie);
	});

	it('leaves out gigabytes of content', async () => {
		const megabyte = Buffer.alloc(1024 ** 2);
		const length = 5 * 1024 * megabyte.length;
		const start = Buffer.concat([fileType, largeBox('mdat', Buffer.alloc(0), length)]);
		const end = movieOf(5000n, 1000, track('vide', 720, 1280)).subarray(fileType.length);
		async function* chunks() {
			yield start;
			for (let left = length; left > 0; left -= megabyte.length)
				yield await Promise.resolve(megabyte);
			yield end;
		}
		const movie = await readChunks(chunks(), start.length + length + end.length);
		expect(movie).toMatchObject({ durations: [5] });
	});

	it('ends with an error when the stream breaks', async () => {
		async function* chunks() {
			yield await Promise.resolve(indexLast.subarray(0, 1000));
			throw new Error('the disk is gone');
		}
		await expect(readChunks(chunks(), indexLast.length)).rejects.toThrow('the disk is gone');
	});
});
