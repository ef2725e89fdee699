import { describe, expect, it } from '@jest/globals';
import { useEmulatorClient } from '../../support/servers/emulatorClient.mts';

describe('a gateway that wraps Kling’s answers', () => {
	const gateway = useEmulatorClient({
		dialect: 'nested',
		pathPrefix: '/kling',
		jobDurationMs: 1_000_000,
	});

	it('has the API under its prefix', () => {
		expect(gateway.emulator.baseUrl).toBe(`${gateway.emulator.origin}/kling`);
	});

	it('has the task at data.data.data, and a word as its code', async () => {
		const { body } = await gateway.create();
		const id = gateway.emulator.tasks[0]?.id;
		const envelope = { code: 0, data: { task_id: id, task_status: 'submitted' } };
		expect(body).toMatchObject({ code: 'success', data: { data: envelope } });
	});

	it('answers a query in the same way', async () => {
		const id = await gateway.createTask({ external_task_id: 'mine' });
		for (const name of [id, 'mine']) {
			expect((await gateway.get(name)).body).toMatchObject({
				data: { data: { data: { task_id: id } } },
			});
		}
	});

	it('answers 404 for an unknown task', async () => {
		expect((await gateway.get('1')).status).toBe(404);
	});

	it('has no list', async () => {
		expect((await gateway.list()).status).toBe(404);
	});
});

describe('a gateway without an envelope', () => {
	const gateway = useEmulatorClient({ dialect: 'flat', jobDurationMs: 1_000_000 });

	it('says id in place of task_id, at the top level', async () => {
		const { body } = await gateway.create();
		const id = gateway.emulator.tasks[0]?.id;
		expect(body).toMatchObject({ id, task_status: 'submitted' });
		expect((await gateway.get(id ?? '')).body).toMatchObject({ id, task_status: 'submitted' });
	});

	it('does not know external ids', async () => {
		await gateway.createTask({ external_task_id: 'mine' });
		expect((await gateway.get('mine')).status).toBe(404);
	});

	it('has errors of its own form', async () => {
		const { status, body } = await gateway.create({ mode: '4k' });
		expect([status, body]).toEqual([
			400,
			{ error: { code: '1201', message: 'mode: value is invalid' } },
		]);
	});

	it('has no list', async () => {
		expect((await gateway.list()).status).toBe(404);
	});
});

describe('the official host', () => {
	const kling = useEmulatorClient();

	it.each(['/v1/videos', '/v2/videos/motion-control', '/'])(
		'answers 404 with code 1202 for %s',
		async (path) => {
			const response = await fetch(kling.emulator.baseUrl + path);
			expect([response.status, await response.json()]).toEqual([
				404,
				expect.objectContaining({ code: 1202 }),
			]);
		},
	);

	it('answers 404 with code 1202 for another method', async () => {
		const { status, body } = await kling.request('', { method: 'DELETE' });
		expect([status, body.code]).toEqual([404, 1202]);
	});
});
