import { describe, expect, it } from '@jest/globals';
import {
	finishedTask,
	htmlPage,
	noAnswer,
	refusal,
	success,
	taskData,
} from '../../../support/kling/fakeApi.mts';
import type { Reply } from '../../../support/kling/fakeApi.mts';
import type { HttpRequest } from '../../../../kling/api/client';
import { VirtualClock } from '../../../support/kling/virtualClock.mts';
import { account, isList, S, watch } from '../../../support/kling/watching.mts';

/**
 * Waits for tasks of an account, all of which end after 15 s, with a list that a test can change.
 */
function watchMany(
	ids: string[],
	list?: (normal: () => Reply, request: HttpRequest) => Reply,
	ends: Record<string, number> = Object.fromEntries(ids.map((id) => [id, 15 * S])),
) {
	const clock = new VirtualClock();
	const tasks = account(clock, ends);
	const script = (request: HttpRequest) => {
		if (!isList(request)) return tasks.get(request);
		return list ? list(tasks.list, request) : tasks.list();
	};
	const { wait, log } = watch(script, { clock });
	return { log, results: Promise.all(ids.map((id) => wait(id))) };
}

const three = ['a', 'b', 'c'];
const newestFirst = ['c', 'b', 'a'];
const finishedAt = (at: string) => three.map((id) => ({ at, timedOut: false, task: { id } }));

describe('the list', () => {
	it('is queried once for many tasks', async () => {
		const { results, log } = watchMany(three);
		expect(await results).toMatchObject(finishedAt('20s'));
		expect(log).toEqual(['10s LIST 1 30', '20s LIST 1 30']);
	});

	it('is not used for two', async () => {
		const { results, log } = watchMany(['a', 'b']);
		await results;
		expect(log).toEqual(['10s GET b', '10s GET a', '20s GET b', '20s GET a']);
	});

	it('is no longer used when few are left', async () => {
		const { results, log } = watchMany(three, undefined, { a: 5 * S, b: 5 * S, c: 15 * S });
		await results;
		expect(log).toEqual(['10s LIST 1 30', '20s GET c']);
	});

	it.each([
		[15, 30],
		[16, 32],
		[200, 400],
		[250, 500],
		[600, 500],
	])(
		'of %i tasks is asked for with a page of %i: others use the account, too',
		async (count, size) => {
			const { results, log } = watchMany(Array.from({ length: count }, (_, i) => `t${i}`));
			await results;
			expect(log[0]).toBe(`10s LIST 1 ${size}`);
		},
	);

	it('finds tasks by their external ids', async () => {
		const finished = three.map((id) => ({
			...finishedTask(`task-${id}`),
			task_info: { external_task_id: id },
		}));
		const { results } = watchMany(three, () => success(finished));
		expect(await results).toMatchObject(three.map((id) => ({ task: { id: `task-${id}` } })));
	});

	it('shows tasks of others, which change nothing', async () => {
		const other = finishedTask('other');
		const { results } = watchMany(three, (normal) => {
			const page = JSON.parse((normal() as { body: string }).body) as { data: unknown[] };
			return success([other, ...page.data, other]);
		});
		expect(await results).toMatchObject(finishedAt('20s'));
	});
});

describe('tasks that the list does not show', () => {
	it('are asked for one by one', async () => {
		const shown = () => success([taskData({ task_id: 'a', task_status: 'processing' })]);
		const { results, log } = watchMany(three, shown, { a: 15 * S, b: 5 * S, c: 5 * S });
		await results;
		expect(log).toEqual(['10s LIST 1 30', '10s GET c', '10s GET b', '20s GET a']);
	});

	it('twice are asked for by their ids from then on', async () => {
		const ends = { a: 25 * S, b: 25 * S, c: 25 * S };
		const { results, log } = watchMany(three, () => success([finishedTask('other')]), ends);
		expect(await results).toMatchObject(finishedAt('30s'));
		expect(log).toEqual([
			'10s LIST 1 30',
			...newestFirst.map((id) => `10s GET ${id}`),
			'20s LIST 1 30',
			...newestFirst.map((id) => `20s GET ${id}`),
			...newestFirst.map((id) => `30s GET ${id}`),
		]);
	});
});

describe('a gateway without a list', () => {
	it.each([
		['a 404 page', htmlPage(404)],
		['a refusal', refusal(404, 1202)],
		['a wrong parameter', refusal(400, 1201)],
	])('that responds with %s is asked for each task, in the same round', async (_what, reply) => {
		const { results, log } = watchMany(three, () => reply);
		expect(await results).toMatchObject(finishedAt('20s'));
		expect(log).toEqual([
			'10s LIST 1 30',
			...newestFirst.map((id) => `10s GET ${id}`),
			...newestFirst.map((id) => `20s GET ${id}`),
		]);
	});
});

describe('a list that fails', () => {
	const lost = noAnswer('ECONNRESET');

	it('once is queried again after a pause', async () => {
		const replies = [lost];
		const { results, log } = watchMany(three, (normal) => replies.shift() ?? normal());
		expect(await results).toMatchObject(finishedAt('20s'));
		expect(log).toEqual(['10s LIST 1 30', '20s LIST 1 30']);
	});

	it('three times in a row is given up, and every task is asked for', async () => {
		const { results, log } = watchMany(three, () => lost);
		expect(await results).toMatchObject(finishedAt('40s'));
		expect(log).toEqual([
			'10s LIST 1 30',
			'20s LIST 1 30',
			'40s LIST 1 30',
			...newestFirst.map((id) => `40s GET ${id}`),
		]);
	});

	it('now and then is not given up', async () => {
		const replies = [lost, lost, null, lost, lost];
		const ends = { a: 135 * S, b: 135 * S, c: 135 * S };
		const { results, log } = watchMany(three, (normal) => replies.shift() ?? normal(), ends);
		await results;
		expect(log.filter((entry) => !entry.includes('LIST'))).toEqual([]);
	});

	it('is the reason that a wait gives at its time limit', async () => {
		const { wait } = watch(() => lost);
		const results = await Promise.all(three.map((id) => wait(id, 15 * S)));
		expect(results).toMatchObject(Array(3).fill({ timedOut: true, error: { kind: 'network' } }));
	});
});
