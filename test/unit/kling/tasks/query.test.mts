import { describe, expect, it } from '@jest/globals';
import { isFinal } from '../../../../kling/task';
import { TaskQuery, type QueryOutcomes } from '../../../../kling/tasks/query';
import { RateLimit } from '../../../../kling/tasks/rateLimit';
import {
	fakeApi,
	finishedTask,
	htmlPage,
	noAnswer,
	refusal,
	success,
	taskData,
	unknownTask,
	type Reply,
	type Script,
} from '../../../support/kling/fakeApi.mts';
import { VirtualClock } from '../../../support/kling/virtualClock.mts';
import { isList } from '../../../support/kling/watching.mts';

const ended = finishedTask;
const running = (id: string) => taskData({ task_id: id, task_status: 'processing' });
const withExternalId = (task: object, id: string) => ({
	...task,
	task_info: { external_task_id: id },
});
const three = ['a', 'b', 'c'];

/** Asks for the tasks at an API that follows the script; a round may end with the first that has not ended. */
async function ask(ids: string[], script: Script, { untilOneRuns = false } = {}) {
	const { client, log } = fakeApi(script);
	const isOneUnderWay = (known: QueryOutcomes) =>
		[...known.values()].some((outcome) => 'value' in outcome && !isFinal(outcome.value));
	const outcomes = await new TaskQuery(new RateLimit(new VirtualClock())).ask(
		client,
		ids,
		untilOneRuns ? isOneUnderWay : undefined,
	);
	const found = [...outcomes].map(([id, outcome]) => [
		id,
		'value' in outcome ? outcome.value.id : outcome.error,
	]);
	return { found: Object.fromEntries(found) as Record<string, unknown>, log };
}

/** An account that has these tasks, and a list only if there is a reply for it. */
function account(tasks: object[], list: Reply = success(tasks)): Script {
	return (request) => {
		if (isList(request)) return list;
		const id = request.url.split('/').at(-1);
		const task = tasks.find((data) => (data as { task_id: string }).task_id === id);
		return task ? success(task) : unknownTask();
	};
}

describe('one or two tasks', () => {
	it('are asked for one by one, the newest first', async () => {
		const { found, log } = await ask(['a', 'b'], account([ended('a'), running('b')]));
		expect(found).toEqual({ a: 'a', b: 'b' });
		expect(log).toEqual(['GET b', 'GET a']);
	});

	it('are returned by the id that they were asked for with', async () => {
		const { found } = await ask(['order-1'], [success(withExternalId(ended('a'), 'order-1'))]);
		expect(found).toEqual({ 'order-1': 'a' });
	});
});

describe('three tasks or more', () => {
	it('are asked for with one list', async () => {
		const { found, log } = await ask(three, account(three.map((id) => ended(id))));
		expect(found).toEqual({ a: 'a', b: 'b', c: 'c' });
		expect(log).toEqual(['LIST 1 30']);
	});

	it('are asked for one by one when the list does not show them, the newest first', async () => {
		const tasks = three.map((id) => ended(id));
		const { found, log } = await ask(three, account(tasks, success([ended('b')])));
		expect(found).toEqual({ a: 'a', b: 'b', c: 'c' });
		expect(log).toEqual(['LIST 1 30', 'GET c', 'GET a']);
	});

	it.each([
		['has none', htmlPage(404)],
		['refuses it', refusal(400, 1201)],
	])('are asked for one by one when the host of the list %s', async (_how, list) => {
		const tasks = three.map((id) => ended(id));
		const { found, log } = await ask(three, account(tasks, list));
		expect(found).toEqual({ a: 'a', b: 'b', c: 'c' });
		expect(log).toEqual(['LIST 1 30', 'GET c', 'GET b', 'GET a']);
	});

	it.each([
		['is not reached', noAnswer('ECONNRESET'), 'network'],
		['gives something else', success({}), 'unreadable'],
	])('are not asked for one by one when the list once %s', async (_how, list, kind) => {
		const { found, log } = await ask(three, account([], list));
		const error: unknown = expect.objectContaining({ kind });
		expect(found).toEqual({ a: error, b: error, c: error });
		expect(log).toEqual(['LIST 1 30']);
	});
});

describe('three tasks or more in API 2.0', () => {
	it('are asked for together by their ids, and those that are missing one by one', async () => {
		const shown = ['mine-1', 'mine-2'].map((name, index) => ({
			id: `85010020030040050${index}`,
			status: 'succeeded',
			external_id: name,
		}));
		const { client, requests } = fakeApi(
			({ url }) => success(url.includes('mine-1') ? shown : []),
			{
				apiVersion: 'v2',
			},
		);

		const outcomes = await new TaskQuery(new RateLimit(new VirtualClock())).ask(client, [
			'mine-1',
			'mine-2',
			'mine-3',
		]);

		expect(outcomes.get('mine-1')).toMatchObject({ value: { externalId: 'mine-1' } });
		expect(outcomes.get('mine-2')).toMatchObject({ value: { externalId: 'mine-2' } });
		expect(outcomes.get('mine-3')).toMatchObject({ error: { kind: 'notFound' } });
		expect(requests).toHaveLength(2);
	});
});

describe('an early end', () => {
	const untilOneRuns = true;

	it('leaves out tasks that were not asked for yet', async () => {
		const ids = Array.from({ length: 7 }, (_, index) => `t${index}`);
		const script = account(
			ids.map((id) => running(id)),
			htmlPage(404),
		);
		const { found, log } = await ask(ids, script, { untilOneRuns });
		// The five newest are asked for at the same time.
		expect(Object.keys(found).sort()).toEqual(['t2', 't3', 't4', 't5', 't6']);
		expect(log).toHaveLength(1 + 5);
	});

	it('comes with the list when that shows such a task', async () => {
		const { log } = await ask(three, account([running('a')]), { untilOneRuns });
		expect(log).toEqual(['LIST 1 30']);
	});

	it('does not come with tasks of other kinds', async () => {
		const { log } = await ask(three, account([ended('a'), ended('b'), ended('c')], success([])), {
			untilOneRuns,
		});
		expect(log).toEqual(['LIST 1 30', 'GET c', 'GET b', 'GET a']);
	});
});

describe('a query that fails', () => {
	it.each([
		['an unknown id', unknownTask(), { kind: 'notFound', taskId: 'a' }],
		['a wrong key', refusal(401, 1002), { code: 1002 }],
		['a broken connection', noAnswer('ECONNRESET'), { kind: 'network', taskId: 'a' }],
	])('is the outcome of its task: %s', async (_what, reply, expected) => {
		const { found } = await ask(['a', 'b'], ({ url }) =>
			url.endsWith('a') ? reply : success(ended('b')),
		);
		expect(found).toEqual({ a: expect.objectContaining(expected), b: 'b' });
	});

	it.each([
		['the list', three],
		['a single task', ['a']],
	])(
		'ends the round when it is not an error of Kling’s, such as a stop: %s',
		async (_what, ids) => {
			const stopped = new Error('stopped');
			await expect(ask(ids, [stopped])).rejects.toBe(stopped);
		},
	);
});
