import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { MovieProbe } from '../../../emulator/movieProbe.mts';
import { AUTHORIZATION, send, useEmulatorClient } from '../../support/servers/emulatorClient.mts';
import { mediaPath } from '../../support/servers/fileServer.mts';

describe('a result', () => {
	const kling = useEmulatorClient({ pathPrefix: '/kling' });

	const download = async (headers: Record<string, string> = {}) => {
		const response = await fetch(await kling.makeVideo(), { headers });
		return { response, bytes: Buffer.from(await response.arrayBuffer()) };
	};

	it('is the file, as a video', async () => {
		const { response, bytes } = await download();
		expect(response.status).toBe(200);
		expect(response.headers.get('content-type')).toBe('video/mp4');
		expect(bytes.equals(await readFile(mediaPath('reference.mp4')))).toBe(true);
	});

	it('can be fetched in parts', async () => {
		const { response, bytes } = await download({ Range: 'bytes=100-199' });
		const file = await readFile(mediaPath('reference.mp4'));
		expect(response.status).toBe(206);
		expect(response.headers.get('content-range')).toBe(`bytes 100-199/${file.length}`);
		expect(bytes.equals(file.subarray(100, 200))).toBe(true);
	});

	it('has a path outside of the API, with a long query', async () => {
		const url = new URL(await kling.makeVideo());
		expect(url.pathname).toMatch(/^\/results\//);
		expect(url.search.length).toBeGreaterThan(400);
	});

	it('is the same for the watermarked copy', async () => {
		const id = await kling.createTask({ watermark_info: { enabled: true } });
		await kling.waitFor(id, 'succeed');
		const [video] = kling.emulator.tasks[0]?.videos ?? [];
		expect(video?.watermarkUrl).not.toBe(video?.url);
		expect((await send(video?.watermarkUrl ?? '')).status).toBe(200);
	});

	it('is refused when a token is sent, which is recorded', async () => {
		const { status } = await send(await kling.makeVideo(), { headers: AUTHORIZATION });
		expect(status).toBe(400);
		const request = kling.emulator.requests.find(({ operation }) => operation === 'download');
		expect(request?.headers.authorization).toBe(AUTHORIZATION.Authorization);
	});

	it.each<[string, (url: string) => string]>([
		['another task', (url) => url.replace(/results\/\d/, 'results/9')],
		['a decoded query', (url) => decodeURIComponent(url)],
		['a later expiry', (url) => url.replace('Expires=', 'Expires=9')],
		['no signature', (url) => url.replace(/&Signature=.*/, '')],
		['no query', (url) => url.replace(/\?.*/, '')],
	])('is refused when its link is changed: %s', async (_name, change) => {
		const url = await kling.makeVideo();
		expect(change(url)).not.toBe(url);
		const { status, text } = await send(change(url));
		expect([status, text]).toEqual([403, expect.stringContaining('SignatureDoesNotMatch')]);
	});
});

describe('a result whose link has expired', () => {
	const kling = useEmulatorClient({ videoLifetimeMs: 0 });

	it('is refused with 403', async () => {
		const { status, text } = await send(await kling.makeVideo());
		expect([status, text]).toEqual([403, expect.stringContaining('AccessDenied')]);
	});
});

describe('a result of a wanted size', () => {
	const resultBytes = 3_000_000;
	const kling = useEmulatorClient({ resultBytes });

	it('has that size, and is still a video', async () => {
		const response = await fetch(await kling.makeVideo());
		const bytes = Buffer.from(await response.arrayBuffer());
		expect(response.headers.get('content-length')).toBe(String(resultBytes));
		expect(bytes.length).toBe(resultBytes);
		const probe = new MovieProbe();
		probe.append(bytes);
		expect(probe.finish()).toEqual({ duration: 5, width: 360, height: 640 });
	});
});
