import { describe, expect, it } from '@jest/globals';
import { useEmulator } from '../../support/engine/useEmulator.mts';

const kling = useEmulator({ quota: 1000 });

/** Task ids, newest first. */
async function createTasks(count: number): Promise<string[]> {
	const ids: string[] = [];
	while (ids.length < count) ids.unshift(await kling.createTask());
	return ids;
}

const idsOf = (items: Array<{ json: object }>) =>
	items.map(({ json }) => (json as { task_id: string }).task_id);

describe('Get Many', () => {
	it('returns the newest tasks up to the limit, newest first', async () => {
		const ids = await createTasks(4);
		const { items } = await kling.run({ operation: 'getAll', limit: 3 });
		expect(idsOf(items)).toEqual(ids.slice(0, 3));
	});

	it('returns all tasks of all pages', async () => {
		const ids = await createTasks(501);
		const { items } = await kling.run({ operation: 'getAll', returnAll: true });
		expect(idsOf(items)).toEqual(ids);
		// The last request brings nothing new, because a short page isn't necessarily the last one.
		expect(kling.emulator.counts.listQueries).toBe(3);
	});

	it('returns no item when there is no task', async () => {
		const { items, error } = await kling.run({ operation: 'getAll' });
		expect(error).toBeUndefined();
		expect(items).toEqual([]);
	});

	it('returns the list for each item, paired with it', async () => {
		await createTasks(2);
		const items = [{ json: { limit: 1 } }, { json: { limit: 2 } }];
		const result = await kling.run({ operation: 'getAll', limit: '={{ $json.limit }}' }, { items });
		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 1 },
		]);
	});

	it.each([0, -1, 'many'])('refuses the limit %p before it asks', async (limit) => {
		const { error } = await kling.run({ operation: 'getAll', limit });
		expect(error?.message).toBe('Limit must be a number from 1');
		expect(kling.emulator.requests).toEqual([]);
	});
});

describe('Get Many on a gateway without a list', () => {
	const gateway = useEmulator({ dialect: 'flat' });

	it('says that the host does not list tasks, and what to do instead', async () => {
		const { error } = await gateway.run({ operation: 'getAll' });
		expect(error?.message).toBe('This host does not list videos');
		expect(error?.description).toContain('Use Get with a task ID');
	});
});

describe('the filters of Get Many', () => {
	const getMany = async (filters: object, rest: object = {}) => {
		const parameters = { operation: 'getAll', ...rest, filters: filters as Record<string, string> };
		return idsOf((await kling.run(parameters)).items);
	};

	it('find what an execution has made, even if nothing else is left of it', async () => {
		await kling.createTask('n8n-421-abcdef-0000-0-0-1');
		const first = await kling.createTask('n8n-42-abcdef-0000-0-0-1');
		const second = await kling.createTask('n8n-42-abcdef-0000-0-1-1');
		await kling.createTask('order-42');
		expect(await getMany({ madeByExecution: '42' })).toEqual([second, first]);
	});

	it('find external task IDs by their beginning', async () => {
		const wanted = await kling.createTask('order-1');
		await kling.createTask('invoice-1');
		expect(await getMany({ externalTaskIdPrefix: 'order-' })).toEqual([wanted]);
	});

	it('find tasks by their status', async () => {
		const [newest, oldest] = await createTasks(2);
		kling.emulator.finish(oldest ?? '');
		expect(await getMany({ status: ['succeed'] })).toEqual([oldest]);
		expect(await getMany({ status: ['submitted', 'processing'] })).toEqual([newest]);
	});

	it('look as far back as it takes to fill the limit', async () => {
		const wanted = await kling.createTask('order-1');
		await createTasks(501);
		expect(await getMany({ externalTaskIdPrefix: 'order-' }, { limit: 1 })).toEqual([wanted]);
	});
});
