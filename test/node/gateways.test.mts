import { describe, expect, it } from '@jest/globals';
import type { DialectName } from '../../emulator/options.mts';
import { creation, creationAndWait, useEmulator } from '../support/engine/useEmulator.mts';

describe.each<[DialectName, string]>([
	['official', ''],
	['official', '/kling'],
	['new-api', '/kling'],
	['new-api-queued', '/kling'],
	['new-api-public-ids', '/kling'],
	['flat', '/api/v9/kling'],
])('a host of the %s kind with the path prefix %j', (dialect, pathPrefix) => {
	const kling = useEmulator({ dialect, pathPrefix, jobDurationMs: 60 });

	it('makes a video', async () => {
		const { items, error } = await kling.run({ ...creationAndWait, downloadVideo: true });
		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject({
			task_id: kling.emulator.tasks[0]?.publicId,
			task_status: 'succeed',
			external_task_id: kling.emulator.tasks[0]?.externalId,
			video_url: kling.emulator.tasks[0]?.videos[0]?.url,
		});
		expect(items[0]?.binary?.data?.mimeType).toBe('video/mp4');
	});

	it('makes several videos', async () => {
		const items = Array.from({ length: 4 }, () => ({ json: {} }));
		const result = await kling.run(creationAndWait, { items });
		expect(result.items.map(({ json }) => json.task_status)).toEqual(new Array(4).fill('succeed'));
	});

	it('makes a video with an access key and a secret key', async () => {
		const credential = {
			authentication: 'accessKey',
			accessKey: ' test-access-key ',
			secretKey: 'test-secret-key\n',
			region: 'custom',
			baseUrl: `${kling.emulator.baseUrl}/`,
		};
		const { items } = await kling.run(creationAndWait, { credential });
		expect(items[0]?.json.task_status).toBe('succeed');
	});

	it('reports an unknown task', async () => {
		const { error } = await kling.run({ operation: 'get', taskId: 'unknown' });
		expect(error?.message).toBe('Kling knows no video with the ID "unknown"');
	});

	it('reports an error with its message', async () => {
		const error = { code: 1301, message: 'The content is unsafe' };
		kling.emulator.faults.add({ on: 'create', error });
		const result = await kling.run(creation);
		expect(result.error?.message).toContain('The content is unsafe');
	});

	it('never pays twice for a lost response', async () => {
		kling.emulator.faults.add({ on: 'create', lostAnswer: true });
		await kling.run(creation);
		expect(kling.emulator.counts).toMatchObject({ creates: 1, charges: 1 });
	});
});
