import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HEAD_BYTES, identifyFile } from '../../../../kling/media/fileKind';
import { mediaPath } from '../../../support/servers/fileServer.mts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const sample = (name: string) => readFileSync(mediaPath(name)).subarray(0, HEAD_BYTES);

describe('a file that Kling takes', () => {
	it.each([
		['character.png', 'png'],
		['character.jpg', 'jpeg'],
		['reference.mp4', 'movie'],
		['reference.mov', 'movie'],
		['fragmented.mp4', 'movie'],
	])('is known by its first bytes (%s)', (name, format) => {
		expect(identifyFile(sample(name)).format).toBe(format);
	});

	it('is an old QuickTime file without a file type', () => {
		expect(identifyFile(latin1('\0\0\0\x08wide\0\0\x10\0mdat')).format).toBe('movie');
	});
});

describe('another file', () => {
	it.each([
		['GIF89a', 'image', 'a GIF'],
		['RIFF\x24\0\0\0WEBPVP8 ', 'image', 'a WebP image'],
		['\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'image', 'a HEIC photo'],
		['\0\0\0\x18ftypmif1\0\0\0\0mif1heic', 'image', 'a HEIC photo'],
		['\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf', 'image', 'an AVIF image'],
		['\0\0\0\x1cftypavif\0\0\0\0mif1', 'image', 'an AVIF image'],
		['II*\0\x08\0\0\0', 'image', 'a TIFF image'],
		['<?xml version="1.0"?>\n<!-- a -->\n<svg width="9">', 'image', 'an SVG drawing'],
		['RIFF\0\0\0\0AVI LIST', 'video', 'an AVI video'],
		['\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm', 'video', 'a WebM video'],
		['\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x88matroska', 'video', 'a Matroska (MKV) video'],
		['#EXTM3U\n', 'video', 'a playlist (HLS)'],
		['ID3\x04', 'sound', 'an MP3 sound'],
		['%PDF-1.7', 'other', 'a PDF'],
		['PK\x03\x04', 'other', 'a ZIP archive or an Office document'],
		['\n<!DOCTYPE html><html><svg>', 'page', 'an HTML page'],
		['<!-- cached --><html>', 'page', 'an HTML page'],
		['<?xml version="1.0"?><Error><Code>AccessDenied', 'page', 'an XML answer'],
		['\xef\xbb\xbf {"error": "not found"}', 'json', 'JSON text'],
		['iVBORw0KGgo'.repeat(9), 'base64', 'Base64 text'],
		[`data:image/png;base64,${'iVBORw0KGgo'.repeat(9)}`, 'base64', 'Base64 text'],
		['The free plan has no files', 'text', 'plain text'],
		['', 'text', 'plain text'],
		['\0\x01\x02\x03', 'unknown', 'an unknown kind of file'],
	])('%j is of the family %s: %s', (head, family, name) => {
		expect(identifyFile(latin1(head))).toEqual({ family, name });
	});

	it('is identified quickly, whatever its bytes are', () => {
		const piece = fc.constantFrom('<', '!--', '-->', 'svg', ' ', 'A', '/', '=', '\n', '<?xml');
		const text = fc.array(piece, { maxLength: 600 }).map((pieces) => latin1(pieces.join('')));
		const bytes = fc.uint8Array({ maxLength: 2000 }).map((array) => Buffer.from(array));
		fc.assert(
			fc.property(fc.oneof(text, bytes), (head) => {
				const start = performance.now();
				expect(identifyFile(head).name).not.toBe('');
				expect(performance.now() - start).toBeLessThan(1000);
			}),
		);
	});
});
