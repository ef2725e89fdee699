import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { imageSize } from 'image-size';
import {
	findImageProblems,
	MAX_IMAGE_BYTES,
	MAX_IMAGE_BYTES_V2,
} from '../../../../kling/media/image';
import { mediaFileOf } from '../../../support/kling/mediaFiles.mts';
import { mediaPath } from '../../../support/servers/fileServer.mts';

const problemsOf = async (bytes: Buffer) =>
	await findImageProblems(mediaFileOf(bytes), MAX_IMAGE_BYTES);
const read = (name: string) => readFileSync(mediaPath(name));
const DAMAGED = 'The image is damaged or was cut off: get the whole file';

const png = read('character.png');
const jpeg = read('character.jpg');
const progressiveJpeg = read('character-progressive.jpg');

/** The image with another size in its header. */
function pngOf(width: number, height: number): Buffer {
	const image = Buffer.from(png);
	image.writeUInt32BE(width, 16);
	image.writeUInt32BE(height, 20);
	return image;
}

/** The image with another size in its frame header. */
function jpegOf(width: number, height: number, image = Buffer.from(jpeg)): Buffer {
	const frameHeader = image.indexOf(Buffer.from([0xff, 0xc0]));
	image.writeUInt16BE(height, frameHeader + 5);
	image.writeUInt16BE(width, frameHeader + 7);
	return image;
}

/** The image with a different byte at this place. */
function withByte(image: Buffer, position: number, value: number): Buffer {
	const changed = Buffer.from(image);
	changed[position] = value;
	return changed;
}

describe('an image that Kling takes', () => {
	it.each(['character.png', 'character.jpg', 'character-progressive.jpg', 'character-gray.jpg'])(
		'has no problem (%s)',
		async (name) => expect(await problemsOf(read(name))).toEqual([]),
	);

	it('may be as small, as large and as long as the limits allow', async () => {
		for (const [width, height] of [
			[300, 300],
			[300, 750],
			[750, 300],
			[65_536, 65_536],
			[26_215, 65_536],
		] as const) {
			expect(await problemsOf(pngOf(width, height))).toEqual([]);
		}
	});

	it('is not kept open', async () => {
		const stream = Readable.from([png, png]);
		const file = { ...mediaFileOf(png), open: async () => await Promise.resolve(stream) };
		await findImageProblems(file, MAX_IMAGE_BYTES);
		expect(stream.destroyed).toBe(true);
	});

	it('may have as many bytes as the limit allows', async () => {
		const image = Buffer.concat([png, Buffer.alloc(MAX_IMAGE_BYTES - png.length)]);
		expect(await problemsOf(image)).toEqual([]);
	});
});

describe('an image that Kling refuses', () => {
	it.each([
		[299, 300, 'each side needs at least 300'],
		[300, 299, 'each side needs at least 300'],
		[300, 751, 'at most 2.5 times the shorter'],
		[751, 300, 'at most 2.5 times the shorter'],
		[65_537, 65_536, 'no side may have more than 65536'],
	])('has the wrong size (%i × %i)', async (width, height, problem) => {
		const problems = await problemsOf(pngOf(width, height));
		expect(problems).toEqual([expect.stringContaining(problem)]);
		expect(problems[0]).toContain(`${width} × ${height} pixels`);
	});

	it('may have several problems', async () => {
		expect(await problemsOf(pngOf(100, 70_000))).toHaveLength(3);
	});

	it('has too many bytes', async () => {
		const problems = await problemsOf(Buffer.alloc(MAX_IMAGE_BYTES + 1));
		expect(problems).toEqual(['The image has 10.1 MB; Kling takes at most 10 MB: make it smaller']);
	});

	it('has too many bytes for API 2.0', async () => {
		const file = { ...mediaFileOf(png), size: 50 * 1024 * 1024 + 1 };
		expect(await findImageProblems(file, MAX_IMAGE_BYTES_V2)).toEqual([
			'The image has 50.1 MB; Kling takes at most 50 MB: make it smaller',
		]);
	});

	it('is another kind of file', async () => {
		const file = mediaFileOf(read('reference.mp4'));
		expect(await findImageProblems(file, MAX_IMAGE_BYTES)).toEqual([
			expect.stringContaining('holds a video (MP4 or MOV)'),
		]);
	});

	it('is empty', async () =>
		expect(await problemsOf(Buffer.alloc(0))).toEqual(['The image is empty']));

	it.each([
		['no more than half a PNG signature', withByte(png, 4, 0)],
		['a PNG that a transfer as text has damaged', withByte(png, 7, 0x0d)],
		['no more than two bytes of a JPEG signature', withByte(jpeg, 2, 0)],
		['a JPEG without its first byte', withByte(jpeg, 0, 0)],
		['a JPEG without its second byte', withByte(jpeg, 1, 0)],
	])('has %s', async (_name, bytes) => {
		expect(await problemsOf(bytes)).toEqual([expect.stringContaining('an unknown kind of file')]);
	});

	it('ends before its size', async () => {
		expect(await problemsOf(png.subarray(0, 20))).toEqual([DAMAGED]);
		expect(await problemsOf(jpeg.subarray(0, 20))).toEqual([DAMAGED]);
	});
});

describe('the size that is read', () => {
	/** Too small for Kling, so that the problem names the size. */
	const side = fc.integer({ min: 1, max: 299 });

	it.each([
		['PNG', pngOf],
		['JPEG', jpegOf],
	])('is the one that an independent library reads (%s)', async (_name, imageOf) => {
		await fc.assert(
			fc.asyncProperty(side, side, async (width, height) => {
				const image = imageOf(width, height);
				expect(imageSize(image)).toMatchObject({ width, height });
				expect((await problemsOf(image))[0]).toContain(`has ${width} × ${height} pixels`);
			}),
		);
	});

	it('is the one of the image, not of a thumbnail in its metadata', async () => {
		const thumbnail = jpegOf(160, 120);
		const segment = Buffer.concat([Buffer.from('FFE10000', 'hex'), thumbnail]);
		segment.writeUInt16BE(thumbnail.length + 2, 2);
		const image = Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
		expect(await problemsOf(image)).toEqual([]);
	});

	it('is found after fill bytes', async () => {
		const fill = Buffer.alloc(10, 0xff);
		const image = Buffer.concat([jpeg.subarray(0, 2), fill, jpeg.subarray(2)]);
		expect(await problemsOf(image)).toEqual([]);
	});

	it('is not looked for in the picture itself', async () => {
		const scan = Buffer.from('FFD8FFDA0002FFC0001108000100010300', 'hex');
		expect(await problemsOf(scan)).toEqual([DAMAGED]);
	});
});

describe('a damaged image', () => {
	it.each([
		['PNG', png],
		['JPEG', jpeg],
		['progressive JPEG', progressiveJpeg],
	])('has at most one problem wherever it breaks off (%s)', async (_name, image) => {
		for (let length = 0; length <= image.length; length += length < 700 ? 1 : 97) {
			expect((await problemsOf(image.subarray(0, length))).length).toBeLessThan(2);
		}
	});

	it('is noticed when its end is missing (PNG)', async () => {
		for (const lost of [5, 13, png.length / 2]) {
			expect(await problemsOf(png.subarray(0, png.length - lost))).toEqual([DAMAGED]);
		}
	});

	it('is noticed when its picture is missing (JPEG)', async () => {
		const scan = jpeg.indexOf(Buffer.from([0xff, 0xda]));
		expect(await problemsOf(jpeg.subarray(0, scan))).toEqual([DAMAGED]);
	});

	it('may have bytes between its segments, which decoders pass over (JPEG)', async () => {
		const end = 4 + jpeg.readUInt16BE(4);
		const image = [jpeg.subarray(0, end), Buffer.from('junk'), jpeg.subarray(end)];
		expect(await problemsOf(Buffer.concat(image))).toEqual([]);
	});

	it('may give its height only at its end (JPEG)', async () => {
		expect(await problemsOf(jpegOf(480, 0))).toEqual([]);
	});

	it.each([
		['PNG', png.subarray(0, 8)],
		['JPEG', jpeg.subarray(0, 3)],
	])('is checked whatever follows the signature (%s)', async (_name, signature) => {
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (rest) => {
				expect(Array.isArray(await problemsOf(Buffer.concat([signature, rest])))).toBe(true);
			}),
		);
	});
});
