import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { useEmulatorClient } from '../../support/servers/emulatorClient.mts';
import { mediaPath, startFileServer, type FileServer } from '../../support/servers/fileServer.mts';

const kling = useEmulatorClient({ checkMedia: true });
const UNREACHABLE = 'Something went wrong when we tried to get the contents of the file.';
const BAD_FORM = 'The resolution or aspect ratio of the input image is invalid';

let files: FileServer;
let byteServer: Server;
/** The response of the byte server. */
let bytes: Buffer | null;

beforeAll(async () => {
	files = await startFileServer();
	byteServer = createServer((_request, response) => {
		// Only half of the announced length, for a server that breaks off.
		if (bytes === null)
			response.writeHead(200, { 'Content-Length': 100 }).write('half', () => response.destroy());
		else response.end(bytes);
	});
	await new Promise<void>((resolve) => byteServer.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
	byteServer.closeAllConnections();
	await new Promise((resolve) => byteServer.close(resolve));
	await files.close();
});

const byteUrl = () => `http://127.0.0.1:${(byteServer.address() as AddressInfo).port}/file`;
const fileUrl = (name: string) => `${files.origin}/${name}`;

interface Media {
	image?: string;
	video?: string;
	orientation?: string;
}

async function createFrom({ image, video, orientation = 'image' }: Media): Promise<string> {
	return await kling.createTask({
		image_url: image ?? fileUrl('character.png'),
		video_url: video ?? fileUrl('reference.mp4'),
		character_orientation: orientation,
	});
}

async function reasonOf(media: Media): Promise<unknown> {
	return (await kling.waitFor(await createFrom(media), 'failed')).body.data.task_status_msg;
}

async function proofOf(name: string) {
	const file = await readFile(mediaPath(name));
	return { size: file.length, sha256: createHash('sha256').update(file).digest('hex') };
}

/** A PNG with a valid header only, of any length. */
function pngOf(width: number, height: number, size = 100): Buffer {
	const png = Buffer.alloc(size);
	png.write('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');
	png.writeUInt32BE(width, 16);
	png.writeUInt32BE(height, 20);
	return png;
}

describe('exactly the bytes of image and video', () => {
	it('are fetched from their URLs', async () => {
		await kling.waitFor(await createFrom({}), 'succeed');
		expect(kling.emulator.tasks[0]).toMatchObject({
			image: await proofOf('character.png'),
			video: await proofOf('reference.mp4'),
		});
	});

	it('are read from Base64', async () => {
		const image = (await readFile(mediaPath('character.jpg'))).toString('base64');
		await kling.waitFor(await createFrom({ image }), 'succeed');
		expect(kling.emulator.tasks[0]?.image).toEqual(await proofOf('character.jpg'));
	});
});

describe('a task succeeds', () => {
	it.each<[string, Media]>([
		['of a JPEG', { image: 'character.jpg' }],
		['of a QuickTime video with its index at the end', { video: 'reference.mov' }],
		[
			'of a longer video with orientation "video"',
			{ video: 'reference-12s.mp4', orientation: 'video' },
		],
	])('%s', async (_name, { image, video, orientation }) => {
		const media = { image: image && fileUrl(image), video: video && fileUrl(video), orientation };
		const { body } = await kling.waitFor(await createFrom(media), 'succeed');
		expect(body.data.task_status).toBe('succeed');
	});

	it('with an image of the smallest size and the narrowest shape', async () => {
		const image = pngOf(300, 750).toString('base64');
		const { body } = await kling.waitFor(await createFrom({ image }), 'succeed');
		expect(body.data.task_status).toBe('succeed');
	});
});

describe('a task is accepted, and fails', () => {
	it.each<[string, string, string]>([
		['a side under 300 pixels', 'character-small.png', 'Image pixel is invalid'],
		['a form wider than 2.5 to 1', 'character-wide.png', BAD_FORM],
		['a GIF', 'character.gif', 'Image format is invalid'],
		['a video', 'reference.mp4', 'Image format is invalid'],
		['a URL with nothing behind it', 'missing.png', UNREACHABLE],
	])('for an image that is %s', async (_name, image, reason) => {
		expect(await reasonOf({ image: fileUrl(image) })).toBe(reason);
	});

	it.each<[string, Buffer, string]>([
		['a side over 65536 pixels', pngOf(65_537, 65_536), 'Image pixel is invalid'],
		['too narrow by one pixel', pngOf(300, 751), BAD_FORM],
		['text', Buffer.from('not an image'), 'Image format is invalid'],
		['over 10 MB', pngOf(400, 400, 10 * 1024 * 1024 + 1), 'Image file size is invalid'],
	])('for an image in Base64 that is %s', async (_name, image, reason) => {
		expect(await reasonOf({ image: image.toString('base64') })).toBe(reason);
	});

	it('for an image behind a URL that is over 10 MB', async () => {
		bytes = pngOf(400, 400, 10 * 1024 * 1024 + 1);
		expect(await reasonOf({ image: byteUrl() })).toBe('Image file size is invalid');
	});

	it.each<[string, string, string, string]>([
		['a side under 340 pixels', 'reference-small.mp4', 'video', 'Video pixel is invalid'],
		['under 3 seconds', 'reference-1s.mp4', 'video', 'Video duration is invalid'],
		['over 10 seconds', 'reference-12s.mp4', 'image', 'Video duration is invalid'],
		['over 30 seconds', 'reference-31s.mp4', 'video', 'Video duration is invalid'],
		['without a picture', 'sound-only.mp4', 'video', 'Video format is invalid'],
		['an image', 'character.png', 'video', 'Video format is invalid'],
		['not there', 'missing.mp4', 'video', UNREACHABLE],
	])('for a video that is %s', async (_name, video, orientation, reason) => {
		expect(await reasonOf({ video: fileUrl(video), orientation })).toBe(reason);
	});

	it('for a video that ends in the middle of its index', async () => {
		bytes = (await readFile(mediaPath('reference.mp4'))).subarray(0, 500);
		expect(await reasonOf({ video: byteUrl() })).toBe('Video format is invalid');
	});

	it('for a video that is over 100 MB', async () => {
		bytes = Buffer.alloc(100 * 1024 * 1024 + 1);
		expect(await reasonOf({ video: byteUrl() })).toBe('Video file size is invalid');
	});

	it('for a file whose server breaks off', async () => {
		bytes = null;
		expect(await reasonOf({ video: byteUrl() })).toBe(UNREACHABLE);
	});

	it('for a host that does not answer', async () => {
		expect(await reasonOf({ image: 'http://127.0.0.1:1/character.png' })).toBe(UNREACHABLE);
		expect(kling.emulator.tasks[0]?.image).toBeNull();
	});
});
