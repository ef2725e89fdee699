import { describe, expect, it } from '@jest/globals';
import {
	AUTHORIZATION,
	REQUEST_BODY,
	useEmulatorClient,
} from '../../support/servers/emulatorClient.mts';

const kling = useEmulatorClient({ pathPrefix: '/kling' });
const PATH = '/kling/v1/videos/motion-control';

describe('the record', () => {
	it('has everything of a create', async () => {
		await kling.create({ prompt: 'a dance' });
		expect(kling.emulator.requests).toEqual([
			{
				operation: 'create',
				method: 'POST',
				path: PATH,
				query: {},
				headers: expect.objectContaining({ authorization: AUTHORIZATION.Authorization }),
				time: expect.any(Number),
				body: { ...REQUEST_BODY, prompt: 'a dance' },
				status: 200,
			},
		]);
	});

	it('has the query of a list', async () => {
		await kling.list('?pageNum=2&pageSize=5');
		expect(kling.emulator.requests[0]).toMatchObject({
			operation: 'list',
			path: PATH,
			query: { pageNum: '2', pageSize: '5' },
			body: null,
		});
	});

	it('has only the beginning of Base64', async () => {
		await kling.create({ image_url: 'A'.repeat(100_000) });
		const body = kling.emulator.requests[0]?.body as { image_url: string };
		expect(body.image_url).toMatch(/^A{100}… \(100000 characters\)$/);
	});

	it('has requests that were refused because of their token', async () => {
		await kling.request('/1', { headers: {} });
		expect(kling.emulator.requests).toMatchObject([{ operation: 'get', status: 401 }]);
	});

	it('has requests to unknown paths', async () => {
		await fetch(`${kling.emulator.origin}/other`);
		expect(kling.emulator.requests).toMatchObject([
			{ operation: null, path: '/other', status: 404 },
		]);
	});

	it('has no status for a request without a response, but its body', async () => {
		kling.emulator.faults.add({ on: 'create', reset: true });
		await expect(kling.create({ prompt: 'a dance' })).rejects.toThrow();
		expect(kling.emulator.requests).toMatchObject([{ status: null, body: { prompt: 'a dance' } }]);
	});
});

describe('the counts', () => {
	it('include all requests, refused ones, too', async () => {
		await kling.create({ mode: '4k' });
		const url = await kling.makeVideo();
		await kling.list();
		await fetch(url).then(async (response) => await response.arrayBuffer());
		expect(kling.emulator.counts).toEqual({
			creates: 2,
			charges: 1,
			queries: 1,
			listQueries: 1,
			downloads: 1,
			concurrent: 0,
			maxConcurrent: 1,
		});
	});

	it('include how many tasks run now, and ran at most', async () => {
		kling.emulator.nextTask({ hold: true, times: 3 });
		for (let count = 0; count < 3; count++) await kling.create();
		kling.emulator.finish(kling.emulator.tasks[0]?.id ?? '');
		expect(kling.emulator.counts).toMatchObject({ concurrent: 2, maxConcurrent: 3 });
	});
});

describe('a reset', () => {
	it('forgets what has happened', async () => {
		await kling.makeVideo();
		kling.emulator.reset();
		expect(kling.emulator.requests).toEqual([]);
		expect(kling.emulator.tasks).toEqual([]);
		expect(Object.values(kling.emulator.counts)).toEqual([0, 0, 0, 0, 0, 0, 0]);
	});

	it('forgets what was planned', async () => {
		kling.emulator.faults.add({ on: 'create', status: 500 });
		kling.emulator.nextTask({ fails: 'for nobody' });
		kling.emulator.reset();
		const id = await kling.createTask();
		expect((await kling.waitFor(id, 'succeed')).status).toBe(200);
	});

	it('frees external ids', async () => {
		await kling.create({ external_task_id: 'mine' });
		kling.emulator.reset();
		expect((await kling.create({ external_task_id: 'mine' })).status).toBe(200);
	});
});
