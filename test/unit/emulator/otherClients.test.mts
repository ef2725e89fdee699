import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { REQUEST_BODY, useEmulatorClient } from '../../support/servers/emulatorClient.mts';

const kling = useEmulatorClient({ jobDurationMs: 1_000_000 });
const SCRIPT = fileURLToPath(new URL('../../support/servers/klingApiRun.mjs', import.meta.url));

/** The results that the npm package `kling-api` 1.0.0 gets. */
async function askAsKlingApi(secretKey = 'test-secret-key') {
	const body = JSON.stringify({ ...REQUEST_BODY, external_task_id: 'mine' });
	const options = [SCRIPT, kling.emulator.baseUrl, secretKey, body];
	const { stdout } = await promisify(execFile)(process.execPath, options);
	return JSON.parse(stdout) as Record<string, unknown>;
}

describe('the npm package kling-api, which was written for Kling, unchanged', () => {
	it('creates, finds and lists a task, and reads what is left', async () => {
		const { created, task, list, costs } = await askAsKlingApi();
		const found = { task_id: kling.emulator.tasks[0]?.id, task_status: 'submitted' };
		expect(created).toMatchObject({ code: 0, data: found });
		expect(task).toMatchObject({ code: 0, data: found });
		expect(list).toMatchObject({ code: 0, data: [found] });
		expect(costs).toMatchObject({ data: { resource_pack_subscribe_infos: [{}, {}] } });
		expect(kling.emulator.counts.charges).toBe(1);
	});

	it('reads refusals', async () => {
		const { again, unknown } = await askAsKlingApi();
		const requestId = expect.any(String);
		expect([again, unknown]).toEqual([
			{
				error: {
					message: 'External_task_id mine already exists',
					code: 1201,
					httpStatus: 400,
					requestId,
				},
			},
			{
				error: {
					message: 'Task not found by id/external id: 1',
					code: 1201,
					httpStatus: 400,
					requestId,
				},
			},
		]);
	});

	it('throws its own error for a wrong key', async () => {
		const { created } = await askAsKlingApi('wrong-secret-key');
		expect(created).toMatchObject({ error: { code: 1000, httpStatus: 401 } });
		expect(kling.emulator.tasks).toEqual([]);
	});
});
