import { describe, expect, it } from '@jest/globals';
import { useEmulatorClient } from '../../support/servers/emulatorClient.mts';

const kling = useEmulatorClient({ quota: 100 });

async function createTasks(count: number): Promise<string[]> {
	for (let index = 0; index < count; index++) await kling.create();
	return kling.emulator.tasks.map(({ id }) => id);
}

async function idsOf(query: string): Promise<string[]> {
	const { body } = await kling.list(query);
	return (body.data as unknown as Array<{ task_id: string }>).map((task) => task.task_id);
}

describe('the list', () => {
	it('is empty for a new account', async () => {
		const { status, body } = await kling.list();
		expect([status, body]).toEqual([
			200,
			{ code: 0, message: 'SUCCEED', request_id: expect.any(String), data: [] },
		]);
	});

	it('has the newest task first', async () => {
		const ids = await createTasks(3);
		expect(await idsOf('')).toEqual(ids.toReversed());
	});

	it('has 30 tasks on a page by default', async () => {
		const ids = await createTasks(32);
		expect(await idsOf('')).toEqual(ids.slice(2).toReversed());
	});

	it('continues where the previous page ended', async () => {
		const ids = await createTasks(5);
		expect(await idsOf('?pageNum=2&pageSize=2')).toEqual([ids[2], ids[1]]);
		expect(await idsOf('?pageNum=3&pageSize=2')).toEqual([ids[0]]);
		expect(await idsOf('?pageNum=4&pageSize=2')).toEqual([]);
	});

	it('has the same objects as the query of one task', async () => {
		const id = await kling.createTask();
		const one = await kling.waitFor(id, 'succeed');
		expect((await kling.list()).body.data).toEqual([one.body.data]);
	});

	it.each(['?pageNum=1', '?pageNum=1000', '?pageSize=1', '?pageSize=500', '?pageSize=99'])(
		'takes %s',
		async (query) => {
			expect((await kling.list(query)).status).toBe(200);
		},
	);

	it.each([
		['?pageNum=0', 'pageNum'],
		['?pageNum=1001', 'pageNum'],
		['?pageNum=x', 'pageNum'],
		['?pageSize=0', 'pageSize'],
		['?pageSize=501', 'pageSize'],
		['?pageSize=-1', 'pageSize'],
	])('refuses %s with code 1201', async (query, field) => {
		const { status, body } = await kling.list(query);
		expect([status, body.code, body.message]).toEqual([
			400,
			1201,
			`${field}: value is out of range`,
		]);
	});
});
