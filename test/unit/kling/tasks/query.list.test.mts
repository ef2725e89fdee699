import { describe, expect, it } from '@jest/globals';
import { TaskQuery } from '../../../../kling/tasks/query';
import { RateLimit } from '../../../../kling/tasks/rateLimit';
import {
	fakeApi,
	finishedTask,
	htmlPage,
	noAnswer,
	success,
	taskData,
	type Reply,
} from '../../../support/kling/fakeApi.mts';
import { VirtualClock } from '../../../support/kling/virtualClock.mts';
import { isList } from '../../../support/kling/watching.mts';

const running = (id: string) => taskData({ task_id: id, task_status: 'processing' });
const withExternalId = (task: object, id: string) => ({
	...task,
	task_info: { external_task_id: id },
});
const idsOf = (count: number) => Array.from({ length: count }, (_, index) => `t${index}`);

/** An account whose list answers like this for a page, and which knows every task. */
function querying(list: (page: number, size: number) => Reply) {
	const query = new TaskQuery(new RateLimit(new VirtualClock()));
	const { client, log } = fakeApi((request) => {
		const { pathname, searchParams } = new URL(request.url);
		if (!isList(request)) return success(running(pathname.split('/').at(-1) as string));
		return list(Number(searchParams.get('pageNum')), Number(searchParams.get('pageSize')));
	});
	/** The requests of one round. */
	const ask = async (ids: string[]) => {
		const before = log.length;
		const outcomes = await query.ask(client, ids);
		return { found: [...outcomes.keys()].sort(), log: log.slice(before) };
	};
	return { ask };
}

/** The requests of one round in short form: how many for lists and how many for single tasks. */
const kinds = (log: string[]) => {
	const lists = log.filter((entry) => entry.startsWith('LIST')).length;
	return { lists, singles: log.length - lists };
};

describe('the list', () => {
	it('finds tasks by both kinds of ids', async () => {
		const tasks = [
			withExternalId(finishedTask('a'), 'order-1'),
			withExternalId(running('b'), 'order-2'),
			running('c'),
		];
		const { found, log } = await querying(() => success(tasks)).ask(['order-1', 'b', 'c']);
		expect({ found, log }).toEqual({ found: ['b', 'c', 'order-1'], log: ['LIST 1 30'] });
	});

	it('finds a task by each of its ids', async () => {
		const tasks = [withExternalId(finishedTask('a'), 'order-1'), running('b')];
		const { log } = await querying(() => success(tasks)).ask(['a', 'order-1', 'b']);
		expect(log).toEqual(['LIST 1 30']);
	});

	it('leaves out tasks of others', async () => {
		const tasks = [finishedTask('other'), ...idsOf(3).map((id) => running(id))];
		expect((await querying(() => success(tasks)).ask(idsOf(3))).found).toEqual(idsOf(3));
	});

	it.each([
		[3, 30],
		[15, 30],
		[16, 32],
		[250, 500],
		[600, 500],
	])('is asked for %i tasks with a page of %i: others may use the account', async (count, size) => {
		const { log } = await querying(() => success([])).ask(idsOf(count));
		expect(log[0]).toBe(`LIST 1 ${size}`);
	});

	it('continues with the next page while pages are full and show some of the tasks', async () => {
		const ids = idsOf(600);
		const newest = [...ids].reverse().map((id) => running(id));
		const { log } = await querying((page, size) =>
			success(newest.slice((page - 1) * size, page * size)),
		).ask(ids);
		expect(log).toEqual(['LIST 1 500', 'LIST 2 500']);
	});

	it('ends with a page that shows none of them: the rest is asked for one by one', async () => {
		const others = Array.from({ length: 30 }, (_, index) => running(`other-${index}`));
		const { log } = await querying(() => success(others)).ask(idsOf(3));
		expect(log).toEqual(['LIST 1 30', 'GET t2', 'GET t1', 'GET t0']);
	});

	it('ends when the rest is cheaper to ask for one by one', async () => {
		const page = [
			...idsOf(4).map((id) => running(id)),
			...idsOf(26).map((id) => running(`x${id}`)),
		];
		const { log } = await querying(() => success(page)).ask(['t0', 't1', 't2', 't3', 'old']);
		expect(log).toEqual(['LIST 1 30', 'GET old']);
	});
});

describe('a task that the list does not show', () => {
	it('twice is asked for by its id from then on, without a list for its sake', async () => {
		const { ask } = querying(() => success([]));
		const rounds = [await ask(idsOf(3)), await ask(idsOf(3)), await ask(idsOf(3))];
		expect(rounds.map(({ log }) => kinds(log))).toEqual([
			{ lists: 1, singles: 3 },
			{ lists: 1, singles: 3 },
			{ lists: 0, singles: 3 },
		]);
	});

	it('only once is asked for with the list again', async () => {
		const pages = [[], idsOf(3), [], idsOf(3)];
		const { ask } = querying(() => success((pages.shift() ?? []).map((id) => running(id))));
		const lists: number[] = [];
		for (let round = 1; round <= 4; round++) lists.push(kinds((await ask(idsOf(3))).log).lists);
		expect(lists).toEqual([1, 1, 1, 1]);
	});
});

describe('a list that fails', () => {
	it('three times in a row is not used for thirty rounds, and then tried again', async () => {
		const { ask } = querying(() => noAnswer('ECONNRESET'));
		const rounds = [];
		for (let round = 1; round <= 34; round++) rounds.push(kinds((await ask(idsOf(3))).log));
		expect(rounds.slice(0, 3)).toEqual([
			{ lists: 1, singles: 0 },
			{ lists: 1, singles: 0 },
			{ lists: 1, singles: 3 },
		]);
		expect(rounds.slice(3, 33)).toEqual(Array(30).fill({ lists: 0, singles: 3 }));
		expect(rounds[33]).toEqual({ lists: 1, singles: 0 });
	});

	it('because the host refuses it is used again after 30 rounds, because a proxy may have refused it', async () => {
		const { ask } = querying(() => htmlPage(404));
		const lists = [];
		for (let round = 1; round <= 63; round++) lists.push(kinds((await ask(idsOf(3))).log).lists);
		const used = [...lists.entries()].filter(([, count]) => count > 0).map(([round]) => round + 1);
		expect(used).toEqual([1, 32, 63]);
	});
});
