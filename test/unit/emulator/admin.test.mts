import { describe, expect, it } from '@jest/globals';
import { send, useEmulatorClient } from '../../support/servers/emulatorClient.mts';

const kling = useEmulatorClient({ pathPrefix: '/kling' });

const post = async (path: string, body: unknown) =>
	await send(`${kling.emulator.origin}/admin${path}`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify(body),
	});

describe('another process', () => {
	it('sees the state', async () => {
		kling.emulator.faults.add({ on: 'list', status: 500, times: 2 });
		const id = await kling.createTask();
		const { status, body } = await send(`${kling.emulator.origin}/admin/state`);
		expect(status).toBe(200);
		expect(body).toMatchObject({
			counts: { creates: 1, charges: 1 },
			tasks: [{ id }],
			requests: [{ operation: 'create' }],
			faults: [{ on: 'list', times: 2 }],
		});
	});

	it('plans a fault', async () => {
		await post('/faults', { on: 'get', error: { code: 5001 }, headers: { 'Retry-After': '1' } });
		const { status, headers } = await kling.get('1');
		expect([status, headers.get('retry-after')]).toEqual([503, '1']);
	});

	it.each([
		['an unknown operation', { on: 'delete', status: 500 }],
		['an unknown effect', { on: 'get', explode: true }],
		['no operation', { status: 500 }],
	])('gets an error when a fault has %s', async (_name, fault) => {
		expect((await post('/faults', fault)).status).toBe(400);
		expect(kling.emulator.faults.pending).toEqual([]);
	});

	it('decides how the next task ends', async () => {
		await post('/next-task', { fails: 'Image pixel is invalid' });
		const { body } = await kling.waitFor(await kling.createTask(), 'failed');
		expect(body.data.task_status_msg).toBe('Image pixel is invalid');
	});

	it('ends a task', async () => {
		kling.emulator.nextTask({ hold: true });
		const id = await kling.createTask();
		expect((await post(`/tasks/${id}/finish`, {})).status).toBe(200);
		expect((await kling.get(id)).body.data.task_status).toBe('succeed');
	});

	it('gets an error when there is no such task to end', async () => {
		expect((await post('/tasks/1/finish', {})).body.message).toMatch(/^Task not found/);
	});

	it('resets everything', async () => {
		await kling.createTask();
		await send(`${kling.emulator.origin}/admin/reset`, { method: 'POST' });
		expect(kling.emulator.tasks).toEqual([]);
	});

	it('leaves no trace in the record', async () => {
		await post('/next-task', {});
		expect(kling.emulator.requests).toEqual([]);
	});
});
