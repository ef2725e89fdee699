import { describe, expect, it } from '@jest/globals';
import type { IBinaryData } from 'n8n-workflow';
import {
	deletedFile,
	fileInMemory,
	lostBytes,
	lostFile,
	storedBytes,
	storedFile,
} from '../support/engine/binaryFiles.mts';
import { creation, useEmulator } from '../support/engine/useEmulator.mts';

const kling = useEmulator();

describe('a wrong image file', () => {
	const parameters = { ...creation, imageSource: 'binaryFile' };

	it.each<[string, () => Promise<IBinaryData> | undefined, string]>([
		['no file at all', () => undefined, 'It has no files at all; check the previous node'],
		[
			'a GIF',
			() => storedFile('character.gif', 'image/png'),
			'"data" holds "character.gif", a GIF',
		],
		['a video', () => storedFile('reference.mp4'), 'give the two files different names'],
		['too small', () => storedFile('character-small.png'), 'each side needs at least 300'],
		['too wide', () => storedFile('character-wide.png'), 'at most 2.5 times the shorter'],
		['too large', () => storedBytes(Buffer.alloc(10 * 1024 ** 2 + 1), 'a.png'), 'at most 10 MB'],
		['empty', () => storedBytes(Buffer.alloc(0), 'a.png'), 'The image "a.png" is empty'],
		['deleted by n8n', () => deletedFile('character.png'), 'holds a file that n8n cannot read'],
		['lost from the disk', () => lostFile('character.png'), 'holds a file that n8n cannot read'],
		['in memory, a GIF', () => fileInMemory('character.gif'), 'holds "character.gif", a GIF'],
	])('%s', async (_name, file, expected) => {
		expect(await kling.refusal(parameters, await file())).toContain(expected);
	});

	it('too large, which is known without reading it', async () => {
		const file = await lostBytes(Buffer.alloc(10 * 1024 ** 2 + 1), 'a.png');
		expect(await kling.refusal(parameters, file)).toContain('at most 10 MB');
	});

	it('a different field: the error lists the existing ones', async () => {
		const file = await storedFile('character.png');
		const message = await kling.refusal({ ...parameters, imageBinaryField: 'picture' }, file);
		expect(message).toContain('names "picture", but the item has no such file. It has "data"');
	});
});

describe('wrong Base64', () => {
	it.each([
		['empty', '', 'Image Base64 is empty'],
		['not Base64', '* * *', 'is not the Base64 text of an image'],
		['an address', 'https://example.com/a.png', 'Image Base64 holds an address'],
		['far too long', 'A'.repeat(30_000_000), 'of at most 10 MB'],
		['not an image', Buffer.from('hello').toString('base64'), 'Image Base64 holds plain text'],
		['only a prefix', 'data:image/png;base64,', 'is not the Base64 text of an image'],
	])('%s', async (_name, text, expected) => {
		const items = [{ json: { text } }];
		const parameters = { ...creation, imageSource: 'base64', imageBase64: '={{ $json.text }}' };
		const { error } = await kling.run(parameters, { items });
		expect(error?.message).toContain(expected);
		expect(kling.emulator.requests).toEqual([]);
	});
});

describe('a wrong video file', () => {
	const parameters = { ...creation, videoSource: 'binaryFile', videoBinaryField: 'data' };

	it.each<[string, () => Promise<IBinaryData> | undefined, string]>([
		['no file at all', () => undefined, 'It has no files at all; check the previous node'],
		[
			'an image',
			() => storedFile('character.png', 'video/mp4'),
			'holds "character.png", a PNG image',
		],
		['too short', () => storedFile('reference-1s.mp4'), 'needs at least 3'],
		['too long', () => storedFile('reference-12s.mp4'), 'choose Match Video (up to 30)'],
		['too few pixels', () => storedFile('reference-small.mp4'), 'each side must have 340 to 3850'],
		['only sound', () => storedFile('sound-only.mp4'), 'has no picture'],
		['too large', () => storedBytes(Buffer.alloc(100 * 1024 ** 2 + 1), 'a.mp4'), 'at most 100 MB'],
		['empty', () => storedBytes(Buffer.alloc(0), 'a.mp4'), 'The video "a.mp4" is empty'],
		['deleted by n8n', () => deletedFile('reference.mp4'), 'holds a file that n8n cannot read'],
		['lost from the disk', () => lostFile('reference.mp4'), 'holds a file that n8n cannot read'],
	])('%s', async (_name, file, expected) => {
		expect(await kling.refusal(parameters, await file())).toContain(expected);
	});

	it('too long even for Match Video', async () => {
		const file = await storedFile('reference-31s.mp4');
		const message = await kling.refusal({ ...parameters, characterOrientation: 'video' }, file);
		expect(message).toContain('at most 30 are allowed here. Cut it');
	});
});
