import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readLink, type LinkField } from '../../../../kling/media/link';

const API = 'https://api-singapore.klingai.com';
const NOW = Date.parse('2026-11-26T12:00:00Z');

const image: LinkField = { label: 'Image URL', wanted: 'image' };
const video: LinkField = { label: 'Video URL', wanted: 'video' };

const read = (value: unknown, field: LinkField) => readLink(value, field, API, NOW);
const problem = (value: unknown, field: LinkField) => read(value, field).problems.join('\n');

const signed = (date: string, expires: number) =>
	`https://b.s3.amazonaws.com/a.png?X-Amz-Date=${date}&X-Amz-Expires=${expires}&X-Amz-Signature=ab`;

describe('an address that Kling may be able to fetch', () => {
	it.each<[string, LinkField]>([
		['https://example.com/a.png', image],
		['https://example.com/dance.MP4?token=a%2Fb', video],
		['https://example.com/no-suffix', video],
		['https://example.com/v1.2/file', image],
		['https://drive.google.com/uc?export=download&id=1AbC', video],
		['https://drive.usercontent.google.com/download?id=1AbC&export=download', video],
		['https://docs.google.com/document/d/1AbC/export?format=pdf', image],
		['https://www.dropbox.com/scl/fi/x/dance.mp4?rlkey=y&dl=1', video],
		['https://www.dropbox.com/s/x/dance.mp4?raw=1', video],
		['https://dl.dropboxusercontent.com/s/x/dance.mp4', video],
		['https://raw.githubusercontent.com/me/it/main/a.png', image],
		['https://github.com/me/it/blob/main/a.png?raw=true', image],
		['https://github.com/me/it/releases/download/v1/dance.mp4', video],
		['https://onedrive.live.com/download?resid=1', video],
		['https://my.sharepoint.com/personal/me/_layouts/15/download.aspx?share=x', video],
		['https://upload.wikimedia.org/wikipedia/commons/a/a.png', image],
		['https://commons.wikimedia.org/wiki/Special:FilePath/a.png', image],
		['https://v16.tiktokcdn.com/abc/?mime_type=video_mp4', video],
		['https://img.example.com/photo.webp?format=png', image],
		['https://res.cloudinary.com/demo/image/upload/f_jpg/photo.webp', image],
		['https://images.example.com/fetch/w_3,h_4/https://example.com/a.png', image],
		['https://example.com/join?urls=https://a.example,https://b.example', video],
		[signed('20261126T115900Z', 3600), image],
		[signed('20261126T105600Z', 3600), image],
		['https://example.com/a.png?Expires=1700000000', image],
		['https://example.com/a.png?Expires=01700000000&Signature=x', image],
		['https://example.com/a.png?Expires=1700000000.5&Signature=x', image],
		['https://example.com/a.png?se=2026-01-01T00%3A00%3A00Z', image],
		['https://example.com/a.png?sig=x', image],
		['https://example.com/photo.webpage', image],
		['https://example.com/a.png?X-Amz-Date=yesterday&X-Amz-Expires=soon', image],
		['https://example.com/a.png?X-Amz-Date=20261126T100000Z&X-Amz-Expires=-1e20', image],
	])('has no problem: %s', (url, field) => {
		expect(read(url, field)).toEqual({ url, problems: [] });
	});
});

describe('an address that is corrected', () => {
	it.each([
		['a space in the name', 'https://b.example/my dance.mp4', 'https://b.example/my%20dance.mp4'],
		['spaces around it', ' \nhttps://b.example/a.mp4\t', 'https://b.example/a.mp4'],
		['quotes around it', '"https://b.example/a.mp4"', 'https://b.example/a.mp4'],
		['angle brackets around it', '<https://b.example/a.mp4>', 'https://b.example/a.mp4'],
	])('with %s', (_what, text, url) => {
		expect(read(text, video)).toEqual({ url, problems: [] });
	});
});

describe('a page instead of a file', () => {
	it.each([
		[
			'https://drive.google.com/file/d/1AbC-x_9/view?usp=sharing',
			'or use https://drive.google.com/uc?export=download&id=1AbC-x_9 if everyone may see the file',
		],
		[
			'https://drive.google.com/open?id=1AbC',
			'https://drive.google.com/uc?export=download&id=1AbC',
		],
		[
			'https://drive.google.com/drive/folders/1AbC',
			'let n8n’s Google Drive node download the file',
		],
		['https://docs.google.com/presentation/d/1AbC/edit', 'Google Drive node'],
		['https://www.dropbox.com/s/abc/dance.mp4?dl=0', 'dl=1 instead of dl=0'],
		['https://www.dropbox.com/scl/fi/abc/dance.mp4?rlkey=x', 'Dropbox node'],
		['https://www.youtube.com/watch?v=abc', 'download the file'],
		['https://youtu.be/abc', 'download the file'],
		['https://www.tiktok.com/@me/video/1', 'download the file'],
		['https://vm.tiktok.com/ZM/', 'download the file'],
		['https://www.instagram.com/reel/abc/', 'download the file'],
		['https://1drv.ms/v/s!abc', 'Microsoft OneDrive node'],
		['https://my.sharepoint.com/:v:/g/abc', 'Microsoft OneDrive node'],
		[
			'https://github.com/me/it/blob/main/clips/dance.mp4',
			'https://raw.githubusercontent.com/me/it/main/clips/dance.mp4',
		],
		['https://gitlab.com/me/it/-/blob/main/a.mp4', 'https://gitlab.com/me/it/-/raw/main/a.mp4'],
		['https://huggingface.co/me/it/blob/main/a.mp4', '/me/it/resolve/main/a.mp4'],
		['https://commons.wikimedia.org/wiki/File:Dance.webm', 'use the address of the file'],
		['https://photos.app.goo.gl/abc', 'download the file'],
	])('is refused, with advice: %s', (url, expected) => {
		const { host } = new URL(url);
		expect(problem(url, video)).toContain(`Video URL leads to a page of ${host}, not to a file: `);
		expect(problem(url, video)).toContain(expected);
	});
});

describe('a suffix', () => {
	it.each<[string, LinkField, string]>([
		['https://example.com/dance.webm', video, 'leads to a .webm file; Kling takes MP4 and MOV'],
		['https://example.com/dance.gif?x=1', video, 'a .gif file'],
		['https://example.com/dance.mkv', video, 'a .mkv file'],
		['https://example.com/DANCE.AVI', video, 'a .avi file'],
		['https://example.com/a.png', video, 'a .png file'],
		['https://example.com/a.webp', image, 'leads to a .webp file; Kling takes PNG and JPEG'],
		['https://example.com/a.heic', image, 'a .heic file'],
		['https://example.com/dance.mp4', image, 'a .mp4 file'],
	])('that is surely wrong is refused: %s', (url, field, expected) => {
		expect(problem(url, field)).toContain(expected);
	});

	const movies = 'mp4 m4v mov webm mkv avi wmv flv mpg mpeg 3gp ogv m3u8 mpd';
	const images = 'png jpg jpeg gif webp heic heif avif svg bmp tif tiff psd ico';
	const others = 'mp3 wav m4a ogg flac pdf zip doc docx xls xlsx ppt pptx json csv';

	it.each<[LinkField, string]>([
		[image, 'png jpg jpeg'],
		[video, 'mp4 m4v mov 3gp'],
	])('is refused for the field $label if it is known, except %s', (field, taken) => {
		const known = [movies, images, others].flatMap((list) => list.split(' '));

		const refused = known.filter((suffix) => problem(`https://b.example/a.${suffix}`, field));

		expect(refused).toEqual(known.filter((suffix) => !taken.split(' ').includes(suffix)));
	});

	it.each(['mp', 'xmp3', 'mp3x', 'gifs', 'agif', 'avis', 'xavi', 'php', 'ashx'])(
		'that only resembles a known one says nothing: .%s',
		(suffix) => {
			expect(problem(`https://b.example/a.${suffix}`, image)).toBe('');
			expect(problem(`https://b.example/a.${suffix}`, video)).toBe('');
		},
	);

	it.each<[string, LinkField]>([
		['https://b.example/photo.webp?to=jpeg', image],
		['https://b.example/photo.webp?to=JPG', image],
		['https://b.example/photo.webp?format=auto', image],
		['https://b.example/to-mov/dance.avi', video],
		['https://b.example/dance.avi?as=mp4', video],
	])('of a file that the service converts on request says nothing: %s', (url, field) => {
		expect(problem(url, field)).toBe('');
	});

	it.each(['https://b.example/photo.webp?size=pngs', 'https://b.example/photo.webp?q=automatic'])(
		'is not excused by a longer word: %s',
		(url) => {
			expect(problem(url, image)).toContain('a .webp file');
		},
	);
});

describe('a signed link that has expired', () => {
	it('is taken for five minutes more, because clocks differ', () => {
		expect(problem(signed('20261126T115500Z', 0), image)).toBe('');
		expect(problem(signed('20261126T115459Z', 0), image)).toContain('2026-11-26 11:54 UTC');
	});

	it.each([
		['S3', signed('20261126T100000Z', 3600), '2026-11-26 11:00 UTC'],
		[
			'S3, in small letters',
			signed('20261126T100000Z', 3600).replaceAll('X-Amz', 'x-amz'),
			'2026-11-26 11:00',
		],
		[
			'Google',
			'https://storage.googleapis.com/b/a.png?X-Goog-Date=20261125T000000Z&X-Goog-Expires=60',
			'2026-11-25 00:01',
		],
		['CloudFront', 'https://d.cloudfront.net/a.png?Expires=1700000000&Signature=x', '2023-11-14'],
		[
			'Azure',
			'https://x.blob.core.windows.net/a.png?se=2026-01-01T00%3A00%3A00Z&sig=x',
			'2026-01-01',
		],
	])('is refused (%s)', (_what, url, end) => {
		expect(problem(url, image)).toContain(`Image URL is a link that ended on ${end}`);
	});
});

describe('what is not an address', () => {
	it.each<[string, unknown, LinkField, string]>([
		['two addresses', 'https://a.b/1.png,https://a.b/2.png', image, 'holds several addresses'],
		['two lines', 'https://a.b/1.png\nhttps://a.b/2.png', image, 'holds several addresses'],
		['two with queries', 'https://a.b/1?x=1, https://a.b/2?x=2', image, 'holds several addresses'],
		['&amp;', 'https://a.b/1.png?x=1&amp;y=2', image, 'replace it'],
		['a data: URI', 'data:image/png;base64,iVBORw0KGgo=', image, 'choose From Base64'],
		['the Base64 of an image', `iVBORw0KGgo${'A'.repeat(500)}`, image, 'choose From Base64'],
		['the Base64 of a video', 'AAAAGGZ0eXBpc29t'.repeat(9), video, 'then choose From Binary File'],
		['n8n’s note of a file', 'filesystem-v2', image, 'choose From Binary File'],
		['a name', 'a.png', image, 'must be one URL that starts with'],
		['nothing', null, image, 'Image URL is empty'],
	])('%s', (_what, value, field, expected) => {
		expect(problem(value, field)).toContain(expected);
	});

	it.each<[unknown, string]>([
		[{ url: 'https://a.b/1.png' }, 'use {{ $json.photo.url }}'],
		[[{ id: 'x', url: 'https://a.b/1.png' }], 'use {{ $json.photo[0].url }}'],
		[{ data: { 'public url': 'https://a.b/1.png' } }, 'use {{ $json.photo.data["public url"] }}'],
		['[{"url": "https://a.b/1.png"}]', 'use {{ $json.photo[0].url }}'],
		[{ id: 7 }, 'Image URL must be one URL, not an object'],
	])('%j: the way to the address in it is told', (value, expected) => {
		const field = { ...image, expression: '={{ $json.photo }}' };
		expect(problem(value, field)).toContain(expected);
	});

	it('is reported without the expression, too, as when it is part of a text', () => {
		const field = { ...image, expression: '=see {{ $json.photo }}' };
		expect(problem([{ url: 'https://a.b/1.png' }], field)).toContain(
			'add [0].url to the expression',
		);
	});

	it('is shown without its query, which may hold a secret', () => {
		const url = 'https://drive.google.com/file/d/1AbC/view?resourcekey=secret';
		expect(problem(url, video)).not.toContain('secret');
	});

	it('has a short problem, whatever it is', () => {
		const address = fc.webUrl({ withQueryParameters: true, withFragments: true });
		fc.assert(
			fc.property(fc.oneof(fc.string({ unit: 'binary' }), address, fc.anything()), (value) => {
				for (const field of [image, video]) {
					expect(problem(value, field).length).toBeLessThan(600);
				}
			}),
		);
	});
});
