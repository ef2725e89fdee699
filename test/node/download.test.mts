import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { bytesOf } from '../support/engine/binaryFiles.mts';
import { creationAndWait, useEmulator } from '../support/engine/useEmulator.mts';
import { mediaPath } from '../support/servers/fileServer.mts';

const kling = useEmulator({ jobDurationMs: 40 });
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('Download Video', () => {
	it.each(['createAndWait', 'wait', 'get'])(
		'puts exactly the file into the item by default (%s)',
		async (operation) => {
			const taskId = operation === 'createAndWait' ? '' : await kling.createFinishedTask();
			const parameters = { ...creationAndWait, operation, taskId: taskId || 'none' };
			const { items } = await kling.run(parameters);
			const bytes = await bytesOf(items[0]?.binary?.data);
			expect(sha256(bytes)).toBe(sha256(await readFile(mediaPath('reference.mp4'))));
		},
	);

	it('names the file after the task, and gives it the type of an MP4', async () => {
		const taskId = await kling.createFinishedTask();
		const { items } = await kling.download(taskId);
		expect(items[0]?.binary?.data).toMatchObject({
			fileName: `kling-${taskId}-0.mp4`,
			fileExtension: 'mp4',
			mimeType: 'video/mp4',
			fileType: 'video',
		});
	});

	it('puts the file into the field that the user names, beside the task', async () => {
		const taskId = await kling.createFinishedTask();
		const { items } = await kling.download(taskId, 'dance');
		expect(Object.keys(items[0]?.binary ?? {})).toEqual(['dance']);
		expect(items[0]?.json.task_id).toBe(taskId);
	});

	it('falls back to the usual field when the expression gives none', async () => {
		const { items } = await kling.download(
			await kling.createFinishedTask(),
			'={{ $json.nothing }}',
		);
		expect(Object.keys(items[0]?.binary ?? {})).toEqual(['data']);
	});

	it('keeps the file on disk, and only its id in the item', async () => {
		const { items } = await kling.download(await kling.createFinishedTask());
		expect(items[0]?.binary?.data).toMatchObject({ data: 'filesystem-v2', id: expect.any(String) });
	});

	it('never shows the token to the host of the videos', async () => {
		await kling.download(await kling.createFinishedTask());
		const request = kling.emulator.requests.find(({ operation }) => operation === 'download');
		expect(request?.headers).not.toHaveProperty('authorization');
		expect(JSON.stringify(request)).not.toContain('test-token');
	});

	it('can be turned off', async () => {
		const parameters = { operation: 'get', taskId: await kling.createFinishedTask() };
		const { items } = await kling.run({ ...parameters, downloadVideo: false });
		expect(items[0]?.binary).toBeUndefined();
		expect(kling.emulator.counts.downloads).toBe(0);
	});

	it('puts several videos into several fields', async () => {
		const taskId = await kling.createFinishedTask();
		const url = kling.emulator.tasks[0]?.videos[0]?.url;
		const videos = [1, 2, 3].map((id) => ({ id: `v${id}`, url, duration: '5' }));
		const data = { task_id: taskId, task_status: 'succeed', task_result: { videos } };
		kling.emulator.faults.add({ on: 'get', body: { code: 0, data } });
		const { items } = await kling.download(taskId);
		const names = Object.entries(items[0]?.binary ?? {}).map(([field, { fileName }]) => [
			field,
			fileName,
		]);
		expect(names).toEqual([
			['data', `kling-${taskId}-0.mp4`],
			['data_1', `kling-${taskId}-1.mp4`],
			['data_2', `kling-${taskId}-2.mp4`],
		]);
	});

	it('names a MOV file as such', async () => {
		kling.emulator.faults.add({ on: 'download', headers: { 'content-type': 'video/quicktime' } });
		const { items } = await kling.download(await kling.createFinishedTask());
		expect(items[0]?.binary?.data).toMatchObject({
			fileExtension: 'mov',
			mimeType: 'video/quicktime',
		});
	});

	it('takes a file of unknown type as an MP4', async () => {
		kling.emulator.faults.add({
			on: 'download',
			headers: { 'content-type': 'binary/octet-stream' },
		});
		const { items } = await kling.download(await kling.createFinishedTask());
		expect(items[0]?.binary?.data?.mimeType).toBe('video/mp4');
	});
});

describe('many videos that end at the same time', () => {
	it.each([
		['Create and Wait', creationAndWait],
		['Get', { operation: 'get', taskId: '={{ $json.id }}' }],
	])('are downloaded three at a time by %s', async (_name, parameters) => {
		const delayMs = 2000;
		kling.emulator.faults.add({ on: 'download', delayMs, times: 6 });
		const ids = await Promise.all(Array.from({ length: 6 }, kling.createFinishedTask));
		const items = ids.map((id) => ({ json: { id } }));
		const { error } = await kling.run({ ...parameters, downloadVideo: true }, { items });
		expect(error).toBeUndefined();
		const starts = kling.emulator.requests
			.filter(({ operation }) => operation === 'download')
			.map(({ time }) => time);
		const [first = 0, , third = 0, fourth = 0] = starts;
		expect(starts).toHaveLength(6);
		expect(third - first).toBeLessThan(delayMs);
		expect(fourth - first).toBeGreaterThanOrEqual(delayMs);
	});
});
