import { describe, expect, it } from '@jest/globals';
import { HEAD_BYTES, identifyFile } from '../../../../kling/media/fileKind';
import { describeWrongKind, type Wanted } from '../../../../kling/media/wrongKind';
import { mediaFileOf } from '../../../support/kling/mediaFiles.mts';

function refusal(content: string, name: string, wanted: Wanted): string {
	const bytes = Buffer.from(content, 'latin1');
	return describeWrongKind(
		mediaFileOf(bytes, name),
		identifyFile(bytes.subarray(0, HEAD_BYTES)),
		wanted,
	);
}

const movie = '\0\0\0\x14ftypisom\0\0\x02\0isom';

describe('the refusal of a file', () => {
	it('names the field, the file and what it is', () => {
		expect(refusal('%PDF-1.7', 'catalogue.pdf', 'image')).toBe(
			'Input Field "data" holds "catalogue.pdf", a PDF: Kling takes PNG and JPEG images',
		);
	});

	it('names no file when it has no name', () => {
		expect(refusal('%PDF-1.7', '', 'image')).toContain('"data" holds a PDF: ');
	});

	it('shows only the beginning of a long name', () => {
		expect(refusal('%PDF-1.7', 'x'.repeat(1000), 'image').length).toBeLessThan(200);
	});

	it.each<[string, string, Wanted, string]>([
		['a video in place of the image', movie, 'image', 'give the two files different names'],
		['an image in place of the video', '\xff\xd8\xff\xe0', 'video', 'give the two files different'],
		['a page', '<html>', 'image', 'check its URL and its credential'],
		['an answer', '{"id": 1}', 'video', 'fetch the file that it names'],
		['the text of an image', 'A'.repeat(80), 'image', 'or choose From Base64'],
		['the text of a video', 'A'.repeat(80), 'video', 'Move Base64 String to File)'],
		['another kind of image', 'RIFF....WEBP', 'image', 'convert it first (n8n’s Edit Image'],
		['another kind of video', '\x1a\x45\xdf\xa3....webm', 'video', 'convert it first (H.264)'],
		['an animation as the video', 'GIF89a', 'video', 'convert it first (H.264)'],
		['text', 'hello', 'video', 'Kling takes MP4 and MOV videos'],
	])('tells the way out for %s', (_what, content, wanted, expected) => {
		expect(refusal(content, 'a.bin', wanted)).toContain(expected);
	});
});
