import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HEAD_BYTES, identifyFile } from '../../../../kling/media/fileKind';
import { mediaPath } from '../../../support/servers/fileServer.mts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const sample = (name: string) => readFileSync(mediaPath(name)).subarray(0, HEAD_BYTES);

describe('a file that Kling takes', () => {
	it.each([
		['character.png', 'image', 'a PNG image', 'png'],
		['character.jpg', 'image', 'a JPEG image', 'jpeg'],
		['reference.mp4', 'video', 'a video (MP4 or MOV)', 'movie'],
		['reference.mov', 'video', 'a video (MP4 or MOV)', 'movie'],
		['fragmented.mp4', 'video', 'a video (MP4 or MOV)', 'movie'],
	])('is known by its first bytes (%s)', (file, family, name, format) => {
		expect(identifyFile(sample(file))).toEqual({ family, name, format });
	});

	it.each(['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot'])(
		'is a movie that begins with the box %s',
		(type) => {
			expect(identifyFile(latin1(`\0\0\x10\0${type}isom`)).format).toBe('movie');
		},
	);

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
		['\0\0\0\x18ftypcrx isom', 'image', 'a raw photo'],
		['MM\0*\0\0\0\x08', 'image', 'a TIFF image'],
		['BM\x36\x10\x0e\0\0\0\0\0', 'image', 'a BMP image'],
		['\0\0\x01\0\x01\0', 'image', 'an icon'],
		['\xff\n\xfa\x1f', 'image', 'a JPEG XL image'],
		['\0\0\0\x0cJXL \r\n', 'image', 'a JPEG XL image'],
		['\0\0\0\x0cjP  \r\n', 'image', 'a JPEG 2000 image'],
		['8BPS\0\x01', 'image', 'a Photoshop file'],
		['FLV\x01\x05', 'video', 'a Flash video'],
		['\x30\x26\xb2\x75\x8e\x66\xcf\x11', 'video', 'a Windows Media file'],
		['\0\0\x01\xba', 'video', 'an MPEG video'],
		[`G${'a'.repeat(187)}`.repeat(3), 'video', 'an MPEG transport stream'],
		['\xff\xfb\x90', 'sound', 'an MP3 sound'],
		['\xff\xf1\x50', 'sound', 'an AAC sound'],
		['RIFF\0\0\0\0WAVEfmt ', 'sound', 'a WAV sound'],
		['fLaC\0', 'sound', 'a FLAC sound'],
		['OggS\0', 'sound', 'an Ogg file'],
		['\x1f\x8b\x08', 'other', 'a gzip archive'],
		['Rar!\x1a', 'other', 'an archive'],
		['7z\xbc\xaf\x27\x1c', 'other', 'an archive'],
		['<svg width="9">', 'image', 'an SVG drawing'],
		['<Error><Code>NoSuchKey', 'page', 'an XML answer'],
		['[1, 2]', 'json', 'JSON text'],
		['no page: GIF89a', 'text', 'plain text'],
		['a sentence, then {"error": 1}', 'text', 'plain text'],
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
