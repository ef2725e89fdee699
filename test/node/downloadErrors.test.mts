import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { bytesOf } from '../support/engine/binaryFiles.mts';
import { withBrokenStore } from '../support/engine/n8nCore.mts';
import { creationAndWait, useEmulator } from '../support/engine/useEmulator.mts';
import { pollUntil } from '../support/pollUntil.mts';
import { mediaPath } from '../support/servers/fileServer.mts';
import { startWebServer } from '../support/servers/webServer.mts';

const kling = useEmulator({ jobDurationMs: 40 });

/** How often a download is tried. */
const ALL_TRIES = 5;

describe('a download that fails', () => {
	it.each([
		['403', { status: 403 }, 'HTTP status 403'],
		['404', { status: 404 }, 'HTTP status 404'],
		['a page in place of the video', { html: true, status: 200 }, '"text/html" instead of a video'],
		[
			'JSON in place of the video',
			{ body: { error: 'no' } },
			'"application/json" instead of a video',
		],
		['an empty file', { empty: true }, 'an empty file'],
		['a file that breaks off every time', { truncate: true }, 'the connection broke off'],
		['a connection that breaks every time', { reset: true }, 'the connection broke off'],
		['a host that is down', { status: 503 }, 'HTTP status 503'],
	] as const)('names the task and the way to the video: %s', async (_name, fault, expected) => {
		const taskId = await kling.createFinishedTask();
		kling.emulator.faults.add({ on: 'download', times: ALL_TRIES, ...fault });
		const { error } = await kling.download(taskId);
		expect(error?.message).toContain(expected);
		expect(error?.description).toContain('fetch it with Get and Download Video');
		expect(error?.description).toContain(`Task ID: ${taskId}`);
	});

	it.each([
		['breaks off once', { truncate: true }],
		['breaks the connection once', { reset: true }],
		['is down for a moment', { status: 503 }],
	] as const)('is tried again when the host %s', async (_name, fault) => {
		kling.emulator.faults.add({ on: 'download', ...fault });
		const { items } = await kling.download(await kling.createFinishedTask());
		const bytes = await bytesOf(items[0]?.binary?.data);
		expect(bytes).toEqual(await readFile(mediaPath('reference.mp4')));
	});

	it('is not tried again when the link is refused', async () => {
		kling.emulator.faults.add({ on: 'download', status: 403 });
		await kling.download(await kling.createFinishedTask());
		expect(kling.emulator.counts.downloads).toBe(1);
	});

	it('closes its connection when the link is refused', async () => {
		let openConnections = 0;
		const host = await startWebServer((request, response) => {
			openConnections++;
			request.socket.once('close', () => openConnections--);
			// The body never ends.
			response.writeHead(403).write('refused');
		});
		const videos = [{ url: `${host.origin}/video.mp4`, duration: '5' }];
		const data = { task_id: 'a', task_status: 'succeed', task_result: { videos } };
		kling.emulator.faults.add({ on: 'get', body: { code: 0, data } });
		const { error } = await kling.download('a');
		expect(error?.message).toContain('HTTP status 403');
		await pollUntil(() => openConnections === 0, 10_000);
		await host.close();
	});

	it('is an error when Kling names no video, or one without a web address', async () => {
		const task = { task_id: 'a', task_status: 'succeed' };
		kling.emulator.faults.add({ on: 'get', body: { code: 0, data: { ...task, task_result: {} } } });
		expect((await kling.download('a')).error?.message).toContain('gives no link to it');
		const videos = [{ url: 'file:///etc/passwd' }];
		kling.emulator.faults.add({
			on: 'get',
			body: { code: 0, data: { ...task, task_result: { videos } } },
		});
		expect((await kling.download('a')).error?.message).toContain('not a web address');
	});

	it('does not affect other items with Continue On Fail', async () => {
		kling.emulator.faults.add({ on: 'download', status: 403 });
		const items = [{ json: {} }, { json: {} }];
		const parameters = { ...creationAndWait, downloadVideo: true };
		const settings = { onError: 'continueErrorOutput' } as const;
		const result = await kling.run(parameters, { items, settings });
		expect(result.items).toHaveLength(1);
		expect(result.errorItems).toHaveLength(1);
		expect(result.errorItems[0]?.json.message).toMatchObject({ task_id: expect.any(String) });
	});
});

describe('an incomplete video', () => {
	const announced = (length: number) => ({ 'content-range': `bytes 0-9/${length}` });

	it.each([
		['less than was announced', { headers: announced(1_000_000) }, 'of 1000000 bytes'],
		[
			'a page that is called a video',
			{ html: true, status: 200, headers: { 'content-type': 'video/mp4' } },
			'an HTML page instead of a video',
		],
		[
			'JSON that is called a video',
			{ body: { error: 'gone' }, headers: { 'content-type': 'video/mp4' } },
			'JSON text instead of a video',
		],
	] as const)('is not passed on: %s', async (_name, fault, expected) => {
		const taskId = await kling.createFinishedTask();
		kling.emulator.faults.add({ on: 'download', times: ALL_TRIES, ...fault });
		const { error } = await kling.download(taskId);
		expect(error?.message).toContain(expected);
		expect(error?.description).toContain(`Task ID: ${taskId}`);
		expect(kling.emulator.counts.downloads).toBe(ALL_TRIES);
	});

	it('is fetched again', async () => {
		const headers = { 'content-type': 'video/mp4' };
		kling.emulator.faults.add({ on: 'download', html: true, status: 200, headers });
		const { items } = await kling.download(await kling.createFinishedTask());
		const bytes = await bytesOf(items[0]?.binary?.data);
		expect(bytes).toEqual(await readFile(mediaPath('reference.mp4')));
	});
});

describe('a video that n8n cannot store', () => {
	class FileTooLargeError extends Error {}

	it.each([
		[
			'a full disk',
			Object.assign(new Error('no space'), { code: 'ENOSPC' }),
			'the disk of n8n is full',
		],
		['the limit of its database', new FileTooLargeError('exceeds'), 'larger than n8n stores'],
		['a folder that is closed', Object.assign(new Error('no'), { code: 'EACCES' }), 'cannot write'],
	])('is reported as such, and not fetched again: %s', async (_what, cause, expected) => {
		const taskId = await kling.createFinishedTask();
		const { error } = await withBrokenStore(cause, async () => await kling.download(taskId));
		expect(error?.message).toContain(`The video could not be stored: `);
		expect(error?.message).toContain(expected);
		expect(error?.description).toContain(`Task ID: ${taskId}`);
		expect(kling.emulator.counts.downloads).toBe(1);
	});
});

describe('an expired link', () => {
	const shortLived = useEmulator({ videoLifetimeMs: -1 });

	it('names the task, and says that links expire', async () => {
		const taskId = await shortLived.createFinishedTask();
		const { error } = await shortLived.download(taskId);
		expect(error?.message).toContain('HTTP status 403');
		expect(error?.description).toContain('Links expire');
		expect(error?.description).toContain(taskId);
	});
});
