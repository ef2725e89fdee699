import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MovieProbe } from '../../../../emulator/movieProbe.mts';
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

const readBytes = async (bytes: Buffer) => await readMovie(new Chunks(bytes, 4096));

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
		expect(await readBytes(bytes)).toEqual(probe(bytes));
	});

	it('in fragments has a picture, and a duration that it does not tell', async () => {
		const movie = { duration: null, width: 360, height: 640 };
		expect(await readBytes(read('fragmented.mp4'))).toEqual(movie);
	});

	it('of sound only has no picture', async () => {
		const movie = { duration: 4, width: null, height: null };
		expect(await readBytes(read('sound-only.mp4'))).toEqual(movie);
	});

	it('is the same whatever the size of the pieces in which it comes', async () => {
		const whole = await readBytes(indexLast);
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 1, max: indexLast.length }), async (size) => {
				expect(await readMovie(new Chunks(indexLast, size))).toEqual(whole);
			}),
			{ numRuns: 30 },
		);
	});
});

describe('a form that only few files have', () => {
	const picture = track('vide', 720, 1280);
	const movie = { duration: 5, width: 720, height: 1280 };

	it('is a header with times of 64 bits', async () => {
		const index = box('moov', movieHeader(5000n, 1000, 1), picture);
		expect(await readBytes(Buffer.concat([fileType, index]))).toEqual(movie);
	});

	it('is an index whose length has 64 bits', async () => {
		const content = Buffer.concat([movieHeader(5000n, 1000), picture]);
		expect(await readBytes(Buffer.concat([fileType, largeBox('moov', content)]))).toEqual(movie);
	});

	it('is content whose length has 64 bits, in front of the index', async () => {
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

	it('is a track of sound in front of the picture', async () => {
		const bytes = movieOf(5000n, 1000, track('soun', 0, 0), picture);
		expect(await readBytes(bytes)).toEqual(movie);
	});

	it('is a track of text that has a size, in front of the picture', async () => {
		const bytes = movieOf(5000n, 1000, track('text', 400, 60), picture);
		expect(await readBytes(bytes)).toEqual(movie);
	});

	it.each([
		['zero', movieHeader(0n, 1000)],
		['the largest number', movieHeader(0xffffffffn, 1000)],
		['the largest long number', movieHeader(0xffffffffffffffffn, 1000, 1)],
		['in no unit', movieHeader(5000n, 0)],
	])('is a duration that is not known: %s', async (_name, header) => {
		const bytes = Buffer.concat([fileType, box('moov', header, picture)]);
		expect(await readBytes(bytes)).toEqual({ ...movie, duration: null });
	});
});

describe('what is read of a file', () => {
	it('ends with the index', async () => {
		const chunks = new Chunks(indexFirst);
		await readMovie(chunks);
		const end =
			indexFirst.indexOf('moov') - 4 + indexFirst.readUInt32BE(indexFirst.indexOf('moov') - 4);
		expect(chunks.taken).toBeLessThan(end + 64);
		expect(chunks.isClosed).toBe(true);
	});

	it('is no more than the beginning of a file that is no movie', async () => {
		const chunks = new Chunks(read('character.png'));
		expect(await readMovie(chunks)).toBe('notAMovie');
		expect(chunks).toMatchObject({ taken: 64, isClosed: true });
	});

	it('is no more than the header of an index that is too large to be one', async () => {
		const chunks = new Chunks(Buffer.concat([fileType, largeBox('moov', Buffer.alloc(9999), 1e9)]));
		expect(await readMovie(chunks)).toBe('damaged');
		expect(chunks).toMatchObject({ taken: 64, isClosed: true });
	});

	it('passes over gigabytes of content', async () => {
		const megabyte = Buffer.alloc(1024 ** 2);
		const length = 5 * 1024 * megabyte.length;
		async function* chunks() {
			yield Buffer.concat([fileType, largeBox('mdat', Buffer.alloc(0), length)]);
			for (let left = length; left > 0; left -= megabyte.length)
				yield await Promise.resolve(megabyte);
			yield movieOf(5000n, 1000, track('vide', 720, 1280)).subarray(fileType.length);
		}
		expect(await readMovie(chunks())).toEqual({ duration: 5, width: 720, height: 1280 });
	});

	it('is over when the stream breaks', async () => {
		async function* chunks() {
			yield await Promise.resolve(indexLast.subarray(0, 1000));
			throw new Error('the disk is gone');
		}
		await expect(readMovie(chunks())).rejects.toThrow('the disk is gone');
	});
});
