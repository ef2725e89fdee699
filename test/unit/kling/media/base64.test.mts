import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeBase64, describeNotBase64, encodeBase64 } from '../../../../kling/media/base64';
import { Chunks } from '../../../support/kling/chunks.mts';

const bytes = fc.uint8Array({ minLength: 1, maxLength: 500 }).map((array) => Buffer.from(array));

const MOST = 10 * 1024 * 1024;

/** Of an image for an API that takes 10 MB. */
const decode = (text: string) => decodeBase64(text, MOST);

describe('encodeBase64', () => {
	it('encodes a file as a whole would be encoded, in pieces of any size', async () => {
		await fc.assert(
			fc.asyncProperty(bytes, fc.integer({ min: 1, max: 100 }), async (data, chunkSize) => {
				const encoded = await encodeBase64(new Chunks(data, chunkSize), data.length);
				expect(encoded.toString()).toBe(data.toString('base64'));
			}),
		);
	});

	it('encodes a file that is shorter than it was said to be', async () => {
		const encoded = await encodeBase64(new Chunks(Buffer.from('image'), 2), 100);
		expect(encoded.toString()).toBe('aW1hZ2U=');
	});

	it('refuses a file that is longer than it was said to be', async () => {
		const encoding = encodeBase64(new Chunks(Buffer.from('image'), 2), 4);
		await expect(encoding).rejects.toThrow('more than 4 bytes');
	});
});

describe('decodeBase64', () => {
	it('returns what was encoded', () => {
		fc.assert(fc.property(bytes, (data) => expect(decode(data.toString('base64'))).toEqual(data)));
	});

	it.each([
		['a data URL', (text: string) => `data:image/png;base64,${text}`],
		['a data URL with parameters', (text: string) => `data:image/png;name=a.png;base64,${text}`],
		['white space around it', (text: string) => ` \n${text}\r\n`],
		['lines of 76 characters', (text: string) => text.replace(/.{1,76}/g, '$&\r\n')],
		['the alphabet for URLs', (text: string) => text.replace(/\+/g, '-').replace(/\//g, '_')],
		['slashes that are escaped as in JSON', (text: string) => text.replace(/\//g, '\\/')],
		['line breaks that are escaped as in JSON', (text: string) => text.replace(/.{76}/g, '$&\\n')],
		['the escapes of a form', (text: string) => encodeURIComponent(text)],
		['quotes around it', (text: string) => `"${text}"`],
		['no padding', (text: string) => text.replace(/=+$/, '')],
	])('reads %s', (_name, write) => {
		fc.assert(
			fc.property(bytes, (data) => expect(decode(write(data.toString('base64')))).toEqual(data)),
		);
	});

	it.each([
		['nothing', ''],
		['white space', ' \n'],
		['only a prefix', 'data:image/png;base64,'],
		['a URL', 'https://example.com/a.png'],
		['padding in the middle', 'AAA=AAAA'],
		['a text in braces', '{"a": 1}'],
	])('refuses %s', (_name, text) => expect(decode(text)).toBeNull());

	it('reads the largest image that Kling takes', () => {
		const data = Buffer.alloc(10 * 1024 * 1024, 7);
		expect(decode(data.toString('base64'))?.equals(data)).toBe(true);
	});

	it('does not look into a text that is too long for any image', () => {
		expect(decode('A'.repeat(20 * 1024 * 1024 + 1))).toBeNull();
	});

	it('reads a long text up to its last character', () => {
		expect(decode(`${'A'.repeat(20 * 1024 * 1024 - 1)}*`)).toBeNull();
	});

	it('never crashes, for any text', () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				const data = decode(text);
				expect(data === null || Buffer.isBuffer(data)).toBe(true);
			}),
		);
	});
});

describe('describeNotBase64', () => {
	it.each([
		[' ', 'Image Base64 is empty'],
		['https://example.com/a.png', 'Image Base64 holds an address: choose From URL'],
		['filesystem-v2', 'choose From Binary File'],
		['[{"b64_json":"iVBO"}]', 'holds a list or an object: point the expression at the text in it'],
		['***', 'is not the Base64 text of an image of at most 10 MB'],
	])('says what to do about %j', (text, expected) => {
		expect(describeNotBase64('Image Base64', text, MOST)).toContain(expected);
	});
});
