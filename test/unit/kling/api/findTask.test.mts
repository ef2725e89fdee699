import { describe, expect, it } from '@jest/globals';
import { findCreatedTask, findTask } from '../../../../kling/api/parseTask';
import { isFailed, isFinal } from '../../../../kling/task';
import {
	fakeApi,
	finishedTask,
	refusal,
	success,
	taskData,
} from '../../../support/kling/fakeApi.mts';

describe('what was paid for a task of V1', () => {
	it('is read in units', () => {
		expect(findTask({ data: taskData({ final_unit_deduction: '2.5' }) })?.unitsCharged).toBe(2.5);
	});

	it('is read in money', () => {
		const deduction = { quota: '0.35', list_price: '0.4' };
		const task = findTask({ data: taskData({ final_balance_deduction: deduction }) });
		expect(task?.moneyCharged).toBe(0.35);
	});

	it('is unknown while the task runs', () => {
		expect(findTask({ data: taskData() })).toMatchObject({
			unitsCharged: null,
			moneyCharged: null,
		});
	});
});

describe('the id that was asked for', () => {
	const asked = 'task_0123456789';

	it('is the id of the task on a gateway that responds with Kling’s own', async () => {
		const { client } = fakeApi([success(finishedTask('850100200300400500'))]);
		const task = await client.get(asked);
		expect([task.id, task.raw.task_id]).toEqual([asked, asked]);
	});

	it('is an external id when it does not look like a host’s', async () => {
		const { client } = fakeApi([success(finishedTask('850100200300400500'))]);
		expect(await client.get('order-7')).toMatchObject({
			id: '850100200300400500',
			externalId: 'order-7',
		});
	});

	it('is an external id on Kling’s own host, whatever it looks like', async () => {
		const own = { baseUrl: 'https://api-singapore.klingai.com' };
		const { client } = fakeApi([success(finishedTask('850100200300400500'))], own);
		expect(await client.get(asked)).toMatchObject({ id: '850100200300400500', externalId: asked });
	});
});

describe('a list of statuses that are not final', () => {
	it('has no failure in it', () => {
		const tasks = ['', 'queued', 'in_progress', 'dreaming'].map((status) =>
			findTask({ id: '1', status }),
		);
		expect(tasks.some((task) => task === null || isFinal(task) || isFailed(task))).toBe(false);
	});
});

describe('a response without a task', () => {
	it.each([
		['an envelope alone', { code: 0, message: 'SUCCEED' }],
		['text as data', { code: 0, data: 'text' }],
		['empty data', { code: 0, data: {} }],
		['other JSON', { hello: 'world' }],
		['nothing', null],
		['a text', 'text'],
		['data that is nested too deep', { data: { data: { data: { data: { data: { id: 1 } } } } } }],
	])('yields no task: %s', (_what, body) => {
		expect([findTask(body), findCreatedTask(body)]).toEqual([null, null]);
	});

	it('may be nested endlessly', () => {
		const text = `${'{"data":'.repeat(5000)}{}${'}'.repeat(5000)}`;
		expect(findCreatedTask(JSON.parse(text))).toBeNull();
	});

	it('keeps its request id in the error', async () => {
		const { client } = fakeApi([success({})]);
		await expect(client.get('1')).rejects.toMatchObject({ requestId: 'req-1', kind: 'unreadable' });
	});

	it('is a refusal with its own code', async () => {
		await expect(fakeApi([refusal(400, 1201)]).client.create({})).rejects.toMatchObject({
			code: 1201,
		});
	});
});
