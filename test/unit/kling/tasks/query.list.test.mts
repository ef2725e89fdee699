import { describe, expect, it } from '@jest/globals';
import { isListCheaper, listNamed } from '../../../../kling/tasks/query';
import {
	fakeApi,
	finishedTask,
	htmlPage,
	success,
	taskData,
} from '../../../support/kling/fakeApi.mts';

const ended = finishedTask;
const running = (id: string) => taskData({ task_id: id, task_status: 'processing' });
const withExternalId = (task: object, id: string) => ({
	...task,
	task_info: { external_task_id: id },
});

describe('listNamed', () => {
	const list = async (ids: string[], tasks: object[]) => {
		const { client, log } = fakeApi([success(tasks)]);
		const found = await listNamed(client, ids);
		return { found: [...found].map(([id, task]) => [id, task.id]), log };
	};

	it('finds tasks by both kinds of ids', async () => {
		const tasks = [withExternalId(ended('a'), 'order-1'), withExternalId(running('b'), 'order-2')];
		expect((await list(['order-1', 'b'], tasks)).found).toEqual([
			['order-1', 'a'],
			['b', 'b'],
		]);
	});

	it('finds a task by each of the ids that name it', async () => {
		const tasks = [withExternalId(ended('a'), 'order-1')];
		expect((await list(['a', 'order-1'], tasks)).found).toEqual([
			['a', 'a'],
			['order-1', 'a'],
		]);
	});

	it('leaves tasks of others out', async () => {
		expect((await list(['a'], [ended('other')])).found).toEqual([]);
	});

	it.each([
		[1, 30],
		[15, 30],
		[16, 32],
		[250, 500],
		[600, 500],
	])('asks for %i tasks with a page of %i: others may use the account', async (count, size) => {
		const ids = Array.from({ length: count }, (_, index) => `t${index}`);
		expect((await list(ids, [])).log).toEqual([`LIST 1 ${size}`]);
	});

	it('does not hide that there is no list', async () => {
		const { client } = fakeApi([htmlPage(404)]);
		await expect(listNamed(client, ['a'])).rejects.toMatchObject({ httpStatus: 404 });
	});
});

describe('isListCheaper', () => {
	it.each([
		[1, false],
		[2, false],
		[3, true],
		[200, true],
	])('for %i tasks: %p', (tasks, expected) => {
		expect(isListCheaper(tasks)).toBe(expected);
	});
});
