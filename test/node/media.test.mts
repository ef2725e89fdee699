import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { bytesOf, fileInMemory, storedFile } from '../support/engine/binaryFiles.mts';
import { N8N_URL } from '../support/engine/additionalData.mts';
import { mediaPath, startFileServer, type FileServer } from '../support/servers/fileServer.mts';
import { binaryData } from '../support/engine/n8nCore.mts';
import { creation, creationAndWait, useEmulator } from '../support/engine/useEmulator.mts';

const kling = useEmulator({ checkMedia: true, jobDurationMs: 40 });

let files: FileServer;
beforeAll(async () => (files = await startFileServer()));
afterAll(async () => await files.close());

const sha256 = async (name: string) =>
	createHash('sha256')
		.update(await readFile(mediaPath(name)))
		.digest('hex');

/** Makes a video of the sample video and an image; returns the task that Kling then has. */
async function makeVideo(parameters: INodeParameters, item: Partial<INodeExecutionData> = {}) {
	const videoUrl = `${files.origin}/reference.mp4`;
	const items = [{ json: {}, ...item }];
	const { error } = await kling.run({ ...creationAndWait, videoUrl, ...parameters }, { items });
	expect(error).toBeUndefined();
	return kling.emulator.tasks[0];
}

describe('exactly the bytes of the image reach Kling', () => {
	it('from a URL', async () => {
		const imageUrl = `${files.origin}/character.png`;
		const task = await makeVideo({ imageUrl });
		expect(task?.image?.sha256).toBe(await sha256('character.png'));
	});

	it.each(['character.png', 'character.jpg'])('from a binary file (%s)', async (name) => {
		const parameters = { imageSource: 'binaryFile', imageBinaryField: ' photo ' };
		const task = await makeVideo(parameters, { binary: { photo: await storedFile(name) } });
		expect(task?.image?.sha256).toBe(await sha256(name));
	});

	it('from a binary file that n8n keeps in memory', async () => {
		const binary = { data: await fileInMemory('character.png') };
		const task = await makeVideo({ imageSource: 'binaryFile' }, { binary });
		expect(task?.image?.sha256).toBe(await sha256('character.png'));
	});

	it.each([
		['bare', (text: string) => text],
		['with a prefix', (text: string) => `data:image/png;base64,${text}`],
		['with line breaks', (text: string) => text.replace(/.{76}/g, '$&\r\n')],
	])('from Base64, %s', async (_name, write) => {
		const text = write(await readFile(mediaPath('character.png'), 'base64'));
		const parameters = { imageSource: 'base64', imageBase64: '={{ $json.text }}' };
		const task = await makeVideo(parameters, { json: { text } });
		expect(task?.image?.sha256).toBe(await sha256('character.png'));
	});
});

describe('the video', () => {
	it('reaches Kling from a URL', async () => {
		const task = await makeVideo({ imageUrl: `${files.origin}/character.png` });
		expect(task?.video?.sha256).toBe(await sha256('reference.mp4'));
	});

	it('of a binary file is offered through a signed link of n8n, which leads to exactly the file', async () => {
		const items = [{ json: {}, binary: { clip: await storedFile('reference.mp4') } }];
		await kling.run(
			{ ...creation, videoSource: 'binaryFile', videoBinaryField: 'clip' },
			{ items },
		);
		const link = new URL(kling.emulator.tasks[0]?.body.video_url ?? '');
		expect(`${link.origin}${link.pathname}`).toBe(`${N8N_URL}/rest/binary-data/signed`);
		const id = binaryData.validateSignedToken(link.searchParams.get('token') ?? '');
		const bytes = await bytesOf({ id, data: '', mimeType: 'video/mp4' });
		expect(bytes).toEqual(await readFile(mediaPath('reference.mp4')));
	});

	it('of a binary file may last up to 30 seconds with Match Video', async () => {
		const items = [{ json: {}, binary: { video: await storedFile('reference-12s.mp4') } }];
		const parameters = { ...creation, videoSource: 'binaryFile', characterOrientation: 'video' };
		const { error } = await kling.run(parameters, { items });
		expect(error).toBeUndefined();
	});

	it('is not taken from the image field, nor the image from the video field', async () => {
		const binary = {
			image: await storedFile('character.png'),
			video: await storedFile('reference.mp4'),
		};
		const parameters = { ...creation, imageSource: 'binaryFile', videoSource: 'binaryFile' };
		const fields = { imageBinaryField: 'image', videoBinaryField: 'video' };
		const { error } = await kling.run(
			{ ...parameters, ...fields },
			{ items: [{ json: {}, binary }] },
		);
		expect(error).toBeUndefined();
	});
});

describe('files that only Kling can check', () => {
	it('make the task fail when Kling cannot fetch them, with advice', async () => {
		const imageUrl = `${files.origin}/no-such-image.png`;
		const { error } = await kling.run({ ...creationAndWait, imageUrl });
		expect(error?.message).toContain('tried to get the contents of the file');
		expect(error?.description).toContain('must be public');
	});
});
