import { describe, expect, it } from '@jest/globals';
import type { KlingTask } from '../../../../kling/task';
import { listTasks } from '../../../../kling/tasks/list';
import {
	answer,
	fakeApi,
	htmlPage,
	refusal,
	success,
	taskData,
	type Script,
} from '../../../support/kling/fakeApi.mts';
import { VirtualClock } from '../../../support/kling/virtualClock.mts';

/** An account with a number of tasks, the newest of which has the highest number. */
function account(count: number): Script {
	return ({ url }) => {
		const query = new URL(url).searchParams;
		const size = Number(query.get('pageSize'));
		const skipped = (Number(query.get('pageNum')) - 1) * size;
		const length = Math.max(0, Math.min(size, count - skipped));
		return success(
			Array.from({ length }, (_, i) => taskData({ task_id: `t${count - skipped - i}` })),
		);
	};
}

async function list(script: Script, limit: number, isWanted?: (task: KlingTask) => boolean) {
	const api = fakeApi(script);
	const tasks = await listTasks(api.client, new VirtualClock(), limit, isWanted);
	return { ids: tasks.map(({ id }) => id), log: api.log };
}

describe('listTasks', () => {
	it('asks for no more than the limit', async () => {
		expect(await list(account(100), 3)).toEqual({ ids: ['t100', 't99', 't98'], log: ['LIST 1 3'] });
	});

	it('returns the tasks that are wanted, up to the limit, from large pages', async () => {
		const { ids, log } = await list(account(2000), 2, ({ id }) => id.endsWith('400'));
		expect({ ids, log }).toEqual({
			ids: ['t1400', 't400'],
			log: ['LIST 1 500', 'LIST 2 500', 'LIST 3 500', 'LIST 4 500'],
		});
	});

	it('reads several pages when one is too small, and returns no more than the limit', async () => {
		const { ids, log } = await list(account(2000), 700);
		expect({ length: ids.length, last: ids.at(-1), log }).toEqual({
			length: 700,
			last: 't1301',
			log: ['LIST 1 500', 'LIST 2 500'],
		});
	});

	it('goes on after a page that is not full, until one brings nothing', async () => {
		const { ids, log } = await list(account(600), Infinity);
		expect({ length: ids.length, log }).toEqual({
			length: 600,
			log: ['LIST 1 500', 'LIST 2 500', 'LIST 3 500'],
		});
	});

	it('is complete when a row is not a task', async () => {
		const odd: Script = ({ url }) => {
			const page = Number(new URL(url).searchParams.get('pageNum'));
			const length = Math.max(0, Math.min(500, 1200 - (page - 1) * 500));
			return success(
				Array.from({ length }, (_, i) => (i === 7 ? {} : taskData({ task_id: `t${page} ${i}` }))),
			);
		};
		expect((await list(odd, Infinity)).ids).toHaveLength(1197);
	});

	it('is complete when the host has smaller pages than requested', async () => {
		const small: Script = ({ url }) => {
			const page = Number(new URL(url).searchParams.get('pageNum'));
			const length = Math.max(0, Math.min(100, 1200 - (page - 1) * 100));
			return success(
				Array.from({ length }, (_, i) => taskData({ task_id: `t${(page - 1) * 100 + i}` })),
			);
		};
		expect((await list(small, Infinity)).ids).toHaveLength(1200);
	});

	it('ends with the second page when the host ignores the page number', async () => {
		const { ids, log } = await list(() => success([taskData()]), Infinity);
		expect({ ids, log }).toEqual({ ids: ['task-1'], log: ['LIST 1 500', 'LIST 2 500'] });
	});

	it('ends with the last page that Kling has', async () => {
		let number = 0;
		const endless: Script = () =>
			success(Array.from({ length: 500 }, () => taskData({ task_id: `t${number++}` })));
		const { log } = await list(endless, Infinity);
		expect([log.length, log.at(-1)]).toEqual([1000, 'LIST 1000 500']);
	});

	it('lists a task once when it has moved to the next page meanwhile', async () => {
		const page = (first: number, last: number) =>
			success(
				Array.from({ length: first - last + 1 }, (_, i) => taskData({ task_id: `t${first - i}` })),
			);
		const { ids } = await list([page(1000, 501), page(501, 2), page(2, 1), success([])], Infinity);
		expect(ids).toEqual(Array.from({ length: 1000 }, (_, i) => `t${1000 - i}`));
	});

	it('accepts a page that is a little fuller than asked for', async () => {
		expect((await list([success([taskData(), taskData({ task_id: 'b' })])], 1)).ids).toEqual([
			'task-1',
		]);
	});

	it('asks for a whole number of tasks', async () => {
		expect(await list(account(10), 1.5)).toEqual({ ids: ['t10'], log: ['LIST 1 2'] });
	});

	it.each([0, -1, Number.NaN])('refuses a limit of %p before it asks', async (limit) => {
		await expect(list([], limit)).rejects.toMatchObject({
			kind: 'input',
			message: 'Limit must be a number from 1',
			advice: 'Enter a number, or turn on Return All.',
		});
	});

	it('tries again after an error that may pass', async () => {
		expect((await list([htmlPage(502), success([taskData()]), success([])], 30)).ids).toEqual([
			'task-1',
		]);
	});

	it.each([
		['an answer in JSON', answer(404, { code: 1202, message: 'no', request_id: 'req-1' })],
		['a page', htmlPage(404)],
	])('says that a gateway has no list when it responds with %s', async (_how, reply) => {
		await expect(list([reply], 30)).rejects.toMatchObject({
			kind: 'refused',
			message: 'This host does not list videos',
			advice: expect.stringContaining('Get with a task ID'),
			httpStatus: 404,
		});
	});

	it('leaves other errors unchanged', async () => {
		await expect(list([refusal(401, 1002)], 30)).rejects.toMatchObject({
			message: expect.stringMatching(/^Kling does not know this credential/),
			code: 1002,
		});
	});
});
