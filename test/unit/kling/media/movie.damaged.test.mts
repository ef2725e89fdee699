import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
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
const indexLast = read('index-last.mp4');
const readBytes = async (bytes: Buffer) =>
	await readMovie(new ByteReader(new Chunks(bytes, 4096)), bytes.length);

const picture = track('vide', 720, 1280);
const handler = Buffer.from('\0\0\0\0\0\0\0\0vide', 'latin1');
const shortBox = Buffer.from('\0\0\0\x04free', 'latin1');

describe('a damaged file', () => {
	it.each([
		['first', read('index-first.mov')],
		['last', indexLast],
	])('is noticed wherever it breaks off (index %s)', async (_name, bytes) => {
		for (let length = 0; length < bytes.length; length++) {
			expect(await readBytes(bytes.subarray(0, length))).toBe('damaged');
		}
	});

	it('is a file without its index', async () => {
		const bytes = Buffer.concat([fileType, box('mdat', Buffer.alloc(100))]);
		expect(await readBytes(bytes)).toBe('damaged');
	});

	it.each([
		['no header', box('moov', picture)],
		['a header that is too short', box('moov', box('mvhd', Buffer.alloc(10)))],
		['nothing in its index', box('moov')],
	])('has %s', async (_name, index) => {
		expect(await readBytes(Buffer.concat([fileType, index, box('mdat')]))).toBe('damaged');
	});

	it.each([
		['a box without an end', Buffer.from('\0\0\0\0mdat', 'latin1')],
		['a box that is shorter than its own header', shortBox],
		['a long box that is shorter than its own header', largeBox('free', Buffer.alloc(0), -9)],
	])('has %s before its index', async (_name, bytes) => {
		const index = movieOf(5000n, 1000, picture).subarray(fileType.length);
		expect(await readBytes(Buffer.concat([fileType, bytes, index]))).toBe('damaged');
	});

	it('has an index but no content', async () => {
		const index = box('moov', movieHeader(5000n, 1000), picture);
		expect(await readBytes(Buffer.concat([fileType, index]))).toBe('damaged');
	});

	it('may have an index that is damaged at its end', async () => {
		const movie = { hasPicture: true, durations: [5], sizes: [{ width: 720, height: 1280 }] };
		for (const end of [Buffer.alloc(8), Buffer.alloc(3), shortBox]) {
			expect(await readBytes(movieOf(5000n, 1000, picture, end))).toEqual(movie);
		}
	});

	it('may have a track without a size', async () => {
		const broken = box('trak', box('tkhd', Buffer.alloc(4)), box('mdia', box('hdlr', handler)));
		const bytes = movieOf(5000n, 1000, broken);
		expect(await readBytes(bytes)).toEqual({ hasPicture: true, durations: [5], sizes: [] });
	});

	it.each([
		[100, [5]],
		[101, []],
	])(
		'may have %i tracks of pictures, of which at most a hundred are read',
		async (count, durations) => {
			const tracks = Array.from({ length: count }, () =>
				box('trak', box('mdia', box('hdlr', handler))),
			);
			const movie = { hasPicture: true, durations, sizes: [] };
			expect(await readBytes(movieOf(5000n, 1000, ...tracks))).toEqual(movie);
		},
	);

	it('is read without a crash, whatever bytes are wrong', async () => {
		const position = fc.integer({ min: 0, max: indexLast.length - 1 });
		const change = fc.tuple(position, fc.integer({ min: 0, max: 255 }));
		await fc.assert(
			fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 20 }), async (changes) => {
				const bytes = Buffer.from(indexLast);
				for (const [at, value] of changes) bytes.writeUInt8(value, at);
				expect(await readBytes(bytes)).toBeDefined();
			}),
			{ numRuns: 300 },
		);
	});

	it('is read without a crash, for bytes of any kind', async () => {
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
				const behindType = Buffer.concat([fileType, bytes]);
				const inIndex = Buffer.concat([
					fileType,
					box('moov', movieHeader(5000n, 1000), Buffer.from(bytes)),
					box('mdat'),
				]);
				expect(await readBytes(Buffer.from(bytes))).toBeDefined();
				expect(await readBytes(behindType)).toBeDefined();
				expect(await readBytes(inIndex)).toMatchObject({ durations: [5] });
			}),
		);
	});
});
