import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeBase64 } from '../../../../kling/media/base64';

const bytes = fc.uint8Array({ minLength: 1, maxLength: 500 }).map((array) => Buffer.from(array));

describe('decodeBase64', () => {
	it('gives back what was encoded', () => {
		fc.assert(
			fc.property(bytes, (data) => expect(decodeBase64(data.toString('base64'))).toEqual(data)),
		);
	});

	it.each([
		['a data URL', (text: string) => `data:image/png;base64,${text}`],
		['a data URL with parameters', (text: string) => `data:image/png;name=a.png;base64,${text}`],
		['white space around it', (text: string) => ` \n${text}\r\n`],
		['lines of 76 characters', (text: string) => text.replace(/.{1,76}/g, '$&\r\n')],
		['no padding', (text: string) => text.replace(/=+$/, '')],
	])('reads %s', (_name, write) => {
		fc.assert(
			fc.property(bytes, (data) =>
				expect(decodeBase64(write(data.toString('base64')))).toEqual(data),
			),
		);
	});

	it.each([
		['nothing', ''],
		['white space', ' \n'],
		['only a prefix', 'data:image/png;base64,'],
		['a URL', 'https://example.com/a.png'],
		['padding in the middle', 'AAA=AAAA'],
		['a text in braces', '{"a": 1}'],
	])('refuses %s', (_name, text) => expect(decodeBase64(text)).toBeNull());

	it('reads the largest image that Kling takes', () => {
		const data = Buffer.alloc(10 * 1024 * 1024, 7);
		expect(decodeBase64(data.toString('base64'))?.equals(data)).toBe(true);
	});

	it('does not look into a text that is too long for any image', () => {
		expect(decodeBase64('A'.repeat(20 * 1024 * 1024 + 1))).toBeNull();
	});

	it('looks through a long text that is Base64 up to its last character', () => {
		expect(decodeBase64(`${'A'.repeat(20 * 1024 * 1024 - 1)}*`)).toBeNull();
	});

	it('reads whatever text it gets', () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				const data = decodeBase64(text);
				expect(data === null || Buffer.isBuffer(data)).toBe(true);
			}),
		);
	});
});
