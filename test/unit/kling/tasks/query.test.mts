import { describe, expect, it } from '@jest/globals';
import { findEnded } from '../../../../kling/tasks/query';
import {
	answer,
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
const failed = (id: string) => taskData({ task_id: id, task_status: 'failed' });
const running = (id: string) => taskData({ task_id: id, task_status: 'processing' });
const withExternalId = (task: object, id: string) => ({
	...task,
	task_info: { external_task_id: id },
});
const three = ['a', 'b', 'c'];

/** Asks for the tasks at an API that follows the script. */
async function find(ids: string[], script: Script) {
	const clock = new VirtualClock();
	const { client, log } = fakeApi(script);
	try {
		const tasks = await findEnded(client, clock, ids);
		const found = tasks && [...tasks].map(([id, task]) => [id, task.id]);
		return { found, tasks, log, sleeps: clock.sleeps };
	} catch (error) {
		return { error, log, sleeps: clock.sleeps };
	}
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

describe('findEnded for one task', () => {
	it('tells of it with one query when it has ended', async () => {
		const { tasks, log } = await find(['a'], [success(ended('a'))]);
		expect(tasks?.get('a')).toMatchObject({ id: 'a', status: 'succeed' });
		expect(log).toEqual(['GET a']);
	});

	it('tells of a failed one, which has ended, too', async () => {
		const { tasks } = await find(['a'], [success(failed('a'))]);
		expect(tasks?.get('a')).toMatchObject({ status: 'failed' });
	});

	it.each(['submitted', 'processing', 'a-new-word'])('is null when it is %s', async (status) => {
		const { found } = await find(['a'], [success(taskData({ task_id: 'a', task_status: status }))]);
		expect(found).toBeNull();
	});

	it('tells of it by the external id that named it', async () => {
		const { found } = await find(['order-1'], [success(withExternalId(ended('a'), 'order-1'))]);
		expect(found).toEqual([['order-1', 'a']]);
	});
});

describe('findEnded for two tasks', () => {
	it('asks for each, the newest first', async () => {
		const { found, log } = await find(['a', 'b'], account([ended('a'), ended('b')]));
		expect(found).toEqual([
			['b', 'b'],
			['a', 'a'],
		]);
		expect(log).toEqual(['GET b', 'GET a']);
	});

	it('asks no further when the newest has not ended', async () => {
		const { found, log } = await find(['a', 'b'], account([ended('a'), running('b')]));
		expect(found).toBeNull();
		expect(log).toEqual(['GET b']);
	});
});

describe('findEnded for three tasks or more', () => {
	it('asks for all with one list', async () => {
		const { found, log } = await find(three, account(three.map((id) => ended(id))));
		expect(found?.sort()).toEqual(three.map((id) => [id, id]));
		expect(log).toEqual(['LIST 1 30']);
	});

	it('asks no further when the list shows one that has not ended', async () => {
		const { found, log } = await find(three, account([running('a')]));
		expect(found).toBeNull();
		expect(log).toEqual(['LIST 1 30']);
	});

	it('asks singly for those that the list does not show, the newest first', async () => {
		const tasks = three.map((id) => ended(id));
		const { found, log } = await find(three, account(tasks, success([ended('b')])));
		expect(found?.map(([id]) => id)).toEqual(['b', 'c', 'a']);
		expect(log).toEqual(['LIST 1 30', 'GET c', 'GET a']);
	});

	it.each([
		['has none', htmlPage(404)],
		['refuses it', refusal(400, 1201)],
		['is not reached', noAnswer('ECONNRESET')],
		['gives something else for it', success({})],
	])('asks for each when the host of the list %s', async (_how, list) => {
		const { found, log } = await find(
			three,
			account(
				three.map((id) => ended(id)),
				list,
			),
		);
		expect(found).toHaveLength(3);
		expect(log).toEqual(['LIST 1 30', 'GET c', 'GET b', 'GET a']);
	});

	it('ends with an error that is not about Kling, such as a stop by the user', async () => {
		const stopped = new Error('stopped');
		const { error, log } = await find(three, [stopped]);
		expect(error).toBe(stopped);
		expect(log).toEqual(['LIST 1 30']);
	});
});

describe('findEnded when a query fails', () => {
	it.each([
		['an internal error', refusal(500, 5000)],
		['a proxy’s page', htmlPage(502)],
		['a broken connection', noAnswer('ECONNRESET')],
		['an empty answer', answer(200, '')],
	])('asks again after %s', async (_what, failure) => {
		const { found, sleeps } = await find(['a'], [failure, success(ended('a'))]);
		expect(found).toEqual([['a', 'a']]);
		expect(sleeps).toEqual([1000]);
	});

	it('gives up after the fifth time', async () => {
		const { error, log } = await find(['a'], () => noAnswer('ECONNRESET'));
		expect(error).toMatchObject({ kind: 'network', taskId: 'a' });
		expect(log).toHaveLength(5);
	});

	it.each([
		['an unknown id', unknownTask(), { kind: 'notFound' }],
		['a wrong key', refusal(401, 1002), { code: 1002 }],
	])('gives up at once for %s, which no later answer can mend', async (_what, reply, expected) => {
		const { error, log } = await find(['a'], [reply]);
		expect(error).toMatchObject(expected);
		expect(log).toEqual(['GET a']);
	});
});
