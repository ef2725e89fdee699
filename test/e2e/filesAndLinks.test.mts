import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { outputOf } from '../../n8n-runtime/client.mts';
import { mediaPath } from '../support/servers/fileServer.mts';
import { useE2e } from '../support/n8n/useE2e.mts';
import { chain, code, fetchFile, items, KLING, manualTrigger } from '../support/n8n/workflow.mts';

const e2e = useE2e();

const node = (parameters: INodeParameters) =>
	e2e.node({ parameters: { downloadVideo: false, ...parameters } });
const imageFrom = (field: string) => ({ imageSource: 'binaryFile', imageBinaryField: field });
const videoFrom = (field: string) => ({ videoSource: 'binaryFile', videoBinaryField: field });
const fetched = (name: string, field?: string) => fetchFile(e2e.urlOf(name), field);

const sha256 = async (name: string) =>
	createHash('sha256')
		.update(await readFile(mediaPath(name)))
		.digest('hex');

describe('a file is accepted', () => {
	it('of an earlier node, by expression', async () => {
		const { error } = await e2e.run(
			fetched('character.png'),
			items({ prompt: 'dance' }),
			node(imageFrom(`={{ $('Fetch data').first().binary.data }}`)),
		);
		expect(error).toBeUndefined();
		expect(e2e.emulator.tasks[0]?.image?.sha256).toBe(await sha256('character.png'));
	});

	it('of the item, by expression', async () => {
		const { error } = await e2e.run(
			fetched('character.png'),
			node(imageFrom('={{ $binary.data }}')),
		);
		expect(error).toBeUndefined();
		expect(e2e.emulator.tasks[0]?.image?.sha256).toBe(await sha256('character.png'));
	});

	it('by its path under Execution Logic v2', async () => {
		const { client } = e2e.stage;
		const nodes = [fetched('character.png'), node(imageFrom('_files.data'))];
		const workflow = chain(manualTrigger(), ...nodes);
		const settings = { executionOrder: 'v1', binaryMode: 'combined' } as const;
		const { id } = await client.createWorkflow({ ...workflow, settings });
		const execution = await client.waitForExecution(await client.run(id, manualTrigger().name));
		expect(execution.data.resultData.error).toBeUndefined();
		expect(outputOf(execution, KLING)).toHaveLength(1);
		expect(e2e.emulator.tasks[0]?.image?.sha256).toBe(await sha256('character.png'));
	});

	it('from a Code node that has put the video into the item as Base64', async () => {
		const inline = code(`const bytes = await this.helpers.getBinaryDataBuffer(0, 'data');
			const data = { data: bytes.toString('base64'), mimeType: 'video/mp4', fileName: 'x.mp4' };
			return [{ json: {}, binary: { data } }];`);
		const { error } = await e2e.run(fetched('reference.mp4'), inline, node(videoFrom('data')));
		expect(error).toBeUndefined();
		expect(e2e.emulator.tasks[0]?.video?.sha256).toBe(await sha256('reference.mp4'));
	});
});

describe('a file is refused before anything is sent', () => {
	it.each<[string, string, INodeParameters, string]>([
		[
			'a video in place of the image, as after a merge of two files of one name',
			'reference.mp4',
			imageFrom('data'),
			'give the two files different names in the nodes before',
		],
		['an image in place of the video', 'character.png', videoFrom('data'), 'a PNG image'],
		['a GIF', 'character.gif', imageFrom('data'), '"data" holds "character.gif", a GIF'],
		['text', 'README.md', imageFrom('data'), '"data" holds "README.md", plain text'],
		['a WebM video', 'sample.webm', videoFrom('data'), '"data" holds "sample.webm", a WebM video'],
		['a video that was cut off', 'cut-off.mp4', videoFrom('data'), 'damaged or was cut off'],
		['a short video in fragments', 'fragmented-2s.mp4', videoFrom('data'), 'needs at least 3'],
	])('%s', async (_what, file, parameters, expected) => {
		const { error } = await e2e.run(fetched(file), node(parameters));
		expect(`${error?.message}. ${error?.description}`).toContain(expected);
		expect(e2e.emulator.requests.filter(({ operation }) => operation === 'create')).toEqual([]);
	});
});

describe('a file that is not what its name and its type say is refused before anything is sent', () => {
	const heif = (brand: string) => `\0\0\0\x1cftyp${brand}\0\0\0\0mif1${brand}miaf`;

	it.each<[string, string, INodeParameters, string, string]>([
		['a login page', '<!DOCTYPE html><html>', imageFrom('data'), 'an HTML page', 'such as a login'],
		['an error', '{"error": "Unauthorized"}', imageFrom('data'), 'JSON text', 'got an answer'],
		['a page for a video', '<html></html>', videoFrom('data'), 'an HTML page', 'such as a login'],
		['an answer for a video', '[{"url": "x"}]', videoFrom('data'), 'JSON text', 'got an answer'],
		['a photo of an iPhone', heif('heic'), imageFrom('data'), 'a HEIC photo', 'convert it first'],
		['an AVIF image', heif('avif'), imageFrom('data'), 'an AVIF image', 'convert it first'],
		['a WebP image', 'RIFF$\0\0\0WEBPVP8 ', imageFrom('data'), 'a WebP image', 'convert it first'],
		['a PDF', '%PDF-1.7\n%\xe2', imageFrom('data'), 'a PDF', 'Kling takes PNG and JPEG images'],
		[
			'Base64',
			'iVBORw0KGgo'.repeat(20),
			imageFrom('data'),
			'Base64 text',
			'Move Base64 String to File',
		],
	])('%s', async (_what, content, parameters, kind, advice) => {
		const data = Buffer.from(content, 'latin1').toString('base64');
		const binary = { data: { data, mimeType: 'image/png', fileName: 'mascot.png' } };
		const source = code(`return [${JSON.stringify({ json: {}, binary })}];`);
		const { error } = await e2e.run(source, node(parameters));
		expect(error?.message).toContain(`"data" holds "mascot.png", ${kind}`);
		expect(`${error?.message} ${error?.description}`).toContain(advice);
		expect(e2e.emulator.requests).toEqual([]);
	});
});

describe('a link is refused before anything is sent', () => {
	it.each<[string, string | IDataObject | IDataObject[], string]>([
		['Google Drive', 'https://drive.google.com/file/d/1AbC/view', 'uc?export=download&amp;id=1AbC'],
		['Dropbox', 'https://www.dropbox.com/s/a/dance.mp4?dl=0', 'dl=1'],
		['YouTube', 'https://youtu.be/abc', 'leads to a page'],
		['a suffix', 'https://example.com/dance.webm', 'a .webm file'],
		[
			'a link that has ended',
			'https://b.s3.amazonaws.com/a.mp4?X-Amz-Date=20240101T000000Z&X-Amz-Expires=60',
			'a link that ended on 2024-01-01',
		],
		['&amp;', 'https://example.com/a.mp4?x=1&amp;y=2', '"&amp;"'],
		['two links', 'https://a.example/1.mp4,https://a.example/2.mp4', 'several addresses'],
		['an object', { url: 'https://a.example/1.mp4' }, 'Use {{ $json.video.url }}'],
		['a list', [{ url: 'https://a.example/1.mp4' }], 'Use {{ $json.video[0].url }}'],
		['Base64', `AAAAGGZ0eXBpc29t${'A'.repeat(200)}`, 'then choose From Binary File'],
	])('%s', async (_what, video, expected) => {
		const source = items({ video });
		const { error } = await e2e.run(source, node({ videoUrl: '={{ $json.video }}' }));
		expect(`${error?.message}. ${error?.description}`).toContain(expected);
		expect(e2e.emulator.requests).toEqual([]);
	});
});

describe('an unambiguous value is understood', () => {
	it.each([
		['TRUE', '1080p', 'yes', 'pro'],
		['FALSE', 'Pro', 'no', 'pro'],
		['no', 'standard', 'no', 'std'],
		['', 'std', 'yes', 'std'],
	])('%j and %j from a sheet', async (sound, quality, sent, mode) => {
		const words = { keepOriginalSound: '={{ $json.sound }}', videoMode: '={{ $json.quality }}' };
		const { error } = await e2e.run(items({ sound, quality }), node(words));
		expect(error).toBeUndefined();
		const { body } = e2e.emulator.tasks[0] ?? {};
		expect([body?.keep_original_sound, body?.mode]).toEqual([sent, mode]);
	});

	it('a space in an address is part of a name', async () => {
		const { error } = await e2e.run(node({ videoUrl: `${e2e.urlOf('my dance.mp4')}` }));
		expect(e2e.emulator.tasks[0]?.body.video_url).toContain('/my%20dance.mp4');
		expect(error?.message).toContain('tried to get the contents of the file');
	});
});
