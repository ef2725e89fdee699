import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readMovie } from '../../../../kling/media/movie';
import { Chunks } from '../../../support/chunks.mts';
import { mediaPath } from '../../../support/fileServer.mts';
import { box, fileType, largeBox, movieHeader, track } from '../../../support/movieBoxes.mts';

const read = (name: string) => readFileSync(mediaPath(name));
const indexLast = read('index-last.mp4');
const readBytes = async (bytes: Buffer) => await readMovie(new Chunks(bytes, 4096));

describe('a damaged file', () => {
	it.each([
		['first', read('index-first.mov')],
		['last', indexLast],
	])('is told wherever it breaks off (index %s)', async (_name, bytes) => {
		const whole = await readBytes(bytes);
		for (let length = 0; length < bytes.length; length++) {
			const movie = await readBytes(bytes.subarray(0, length));
			expect(['notAMovie', 'damaged', whole]).toContainEqual(movie);
		}
	});

	it('without its index is damaged', async () => {
		const bytes = Buffer.concat([fileType, box('mdat', Buffer.alloc(100))]);
		expect(await readBytes(bytes)).toBe('damaged');
	});

	it.each([
		['no header', box('moov', track('vide', 720, 1280))],
		['a header that is too short', box('moov', box('mvhd', Buffer.alloc(10)))],
		['nothing in its index', box('moov')],
		['a box that is shorter than its own header', Buffer.from('\0\0\0\x04free', 'latin1')],
		['a long box that is shorter than its own header', largeBox('free', Buffer.alloc(0), -9)],
		['a box without an end', Buffer.from('\0\0\0\0mdat', 'latin1')],
	])('has %s', async (_name, bytes) => {
		expect(await readBytes(Buffer.concat([fileType, bytes]))).toBe('damaged');
	});

	it('has something to say, whatever bytes are wrong', async () => {
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

	it('has something to say for bytes of any kind', async () => {
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
				const behindType = Buffer.concat([fileType, bytes]);
				const inIndex = Buffer.concat([
					fileType,
					box('moov', movieHeader(5000n, 1000), Buffer.from(bytes)),
				]);
				expect(await readBytes(Buffer.from(bytes))).toBe('notAMovie');
				expect(await readBytes(behindType)).toBeDefined();
				expect(await readBytes(inIndex)).toMatchObject({ duration: 5 });
			}),
		);
	});
});
