import { describe, expect, it } from '@jest/globals';
import { findCreatedTask, findTask } from '../../../../kling/api/parseTask';
import { isFailed, isFinal } from '../../../../kling/task';
import {
	fakeApi,
	answer,
	finishedTask,
	refusal,
	success,
	taskData,
} from '../../../support/kling/fakeApi.mts';

/** The response of a gateway to a create (API §3a). */
const videoObject = (status: unknown, id = '850100200300400500') => ({
	id,
	task_id: id,
	object: 'video',
	model: 'kling-v2-6',
	status,
	progress: 0,
	created_at: 1795658817,
});

/** The response of a gateway to a query (API §3a): its record around Kling's whole response. */
const gatewayAnswer = (record: object, inner: unknown) => ({
	code: 'success',
	message: '',
	data: {
		task_id: 'task_abc',
		submit_time: 1795658817,
		start_time: 1795658820,
		finish_time: 1795659000,
		progress: '50%',
		...record,
		data: inner,
	},
});

describe('the task in the response to a create', () => {
	it.each([[''], ['queued'], ['dreaming'], [null], [undefined], [{}]])(
		'of a gateway may have the status %p',
		(status) => {
			expect(findCreatedTask(videoObject(status))?.id).toBe('850100200300400500');
		},
	);

	it.each([[''], ['queued'], [null], [undefined]])(
		'has not started when its status is %p',
		(status) => {
			expect(findCreatedTask(videoObject(status))?.status).toBe('submitted');
		},
	);

	it('has its time in milliseconds where the gateway gives seconds', () => {
		expect(findCreatedTask(videoObject(''))?.createdAt).toBe(1795658817000);
	});

	it('may have no status in Kling’s envelope', () => {
		expect(findCreatedTask({ code: 0, data: { task_id: 'x' } })?.id).toBe('x');
	});

	it.each([200, '200', 1, 'ok', 402, 5000])('counts beside the code %p', async (code) => {
		const { client } = fakeApi([answer(200, { code, data: taskData() })]);
		expect((await client.create({})).id).toBe('task-1');
	});

	it('counts on any HTTP status of success', async () => {
		const { client } = fakeApi([answer(207, videoObject('queued'))]);
		expect((await client.create({})).id).toBe('850100200300400500');
	});

	it('does not count on an HTTP status of failure', async () => {
		const { client } = fakeApi([answer(500, { code: 5000, data: taskData() })]);
		await expect(client.create({})).rejects.toMatchObject({ code: 5000, ambiguous: true });
	});

	it('is not the id of a request beside the code of a refusal', async () => {
		const { client } = fakeApi([answer(200, { code: 1303, message: 'full', id: 'req-1' })]);
		await expect(client.create({})).rejects.toMatchObject({ code: 1303 });
	});

	it('may already have failed, in API 2.0', () => {
		expect(
			findCreatedTask({ code: 0, data: { id: '1', status: 'failed', message: 'x' } }),
		).toMatchObject({
			status: 'failed',
			statusMessage: 'x',
		});
	});
});

describe('the task of a gateway of another kind (API §3a)', () => {
	it('may stand at the top level beside the code "success", with id in place of task_id', () => {
		const body = { code: 'success', message: '', id: '850100200300400500', task_status: 'succeed' };
		expect(findTask(body)).toMatchObject({ id: '850100200300400500', status: 'succeed' });
	});

	it('may stand there beside the code 200', async () => {
		const { client } = fakeApi([answer(200, { code: 200, ...taskData() })]);
		expect((await client.get('task-1')).id).toBe('task-1');
	});
});

describe('the task in the record of a gateway', () => {
	it('has the public id, the only one that queries accept', () => {
		const inner = { code: 0, data: finishedTask('850100200300400500') };
		const task = findTask(gatewayAnswer({ status: 'SUCCESS' }, inner));
		expect([task?.id, task?.raw.task_id, task?.videos.length]).toEqual(['task_abc', 'task_abc', 1]);
	});

	it('has failed when the gateway has given it up, although Kling has not', () => {
		const inner = { code: 0, data: taskData({ task_status: 'processing' }) };
		const task = findTask(gatewayAnswer({ status: 'FAILURE', fail_reason: 'timeout' }, inner));
		expect(task).toMatchObject({
			status: 'failed',
			statusMessage: 'timeout',
			raw: { task_status: 'failed', task_status_msg: 'timeout' },
		});
	});

	it.each([[null], [undefined], [''], [{}]])(
		'has failed when the gateway has given it up and %p replaces Kling’s part',
		(inner) => {
			const task = findTask(gatewayAnswer({ status: 'FAILURE', fail_reason: 'timeout' }, inner));
			expect(task).toMatchObject({ status: 'failed', statusMessage: 'timeout', id: 'task_abc' });
		},
	);

	it('has Kling’s own reason when Kling has failed', () => {
		const failed = taskData({ task_status: 'failed', task_status_msg: 'Image pixel is invalid' });
		const task = findTask(gatewayAnswer({ status: 'FAILURE', fail_reason: 'x' }, { data: failed }));
		expect(task?.statusMessage).toBe('Image pixel is invalid');
	});

	it('has succeeded when Kling says so, whatever the gateway says', () => {
		const inner = { code: 0, data: finishedTask() };
		const task = findTask(gatewayAnswer({ status: 'FAILURE', fail_reason: 'timeout' }, inner));
		expect(task?.status).toBe('succeed');
	});

	it.each([
		['NOT_START', 'submitted'],
		['SUBMITTED', 'submitted'],
		['QUEUED', 'submitted'],
		['UNKNOWN', 'submitted'],
		['IN_PROGRESS', 'processing'],
		['SUCCESS', 'succeed'],
		['FAILURE', 'failed'],
	])('with the status %s alone is %s', (word, status) => {
		expect(findTask(gatewayAnswer({ status: word }, null))?.status).toBe(status);
	});

	it('has the times of the gateway when Kling gives none', () => {
		expect(findTask(gatewayAnswer({ status: 'IN_PROGRESS' }, null))).toMatchObject({
			createdAt: 1795658817000,
			updatedAt: 1795659000000,
		});
	});
});

describe('the status of a task of API 2.0 (API §8)', () => {
	it.each([
		['submitted', 'submitted'],
		['processing', 'processing'],
		['succeeded', 'succeed'],
		['failed', 'failed'],
	])('%s is %s', (word, status) => {
		expect(findTask({ code: 0, data: { id: '1', status: word } })?.status).toBe(status);
	});
});

describe('the task of API 2.0', () => {
	const task = {
		id: '850100200300400500',
		status: 'succeeded',
		message: '',
		create_time: 1781080778802,
		update_time: 1781080794151,
		external_id: 'mine',
		outputs: [
			{ type: 'image', id: 'i', url: 'https://a.example/i.png' },
			{
				type: 'video',
				id: 'v',
				url: 'https://a.example/v.mp4',
				watermark_url: '',
				duration: '5.041',
			},
		],
		billing: [
			{ charge_type: 'unit', amount: '2.5', package_type: 'video' },
			{ charge_type: 'cash', amount: '0.35', currency: 'USD', list_price: '0.4' },
		],
	};

	it('is the same as one of V1', () => {
		expect(findTask({ code: 0, data: task })).toMatchObject({
			id: '850100200300400500',
			status: 'succeed',
			externalId: 'mine',
			videos: [{ id: 'v', url: 'https://a.example/v.mp4', duration: 5.041, watermarkUrl: null }],
			unitsCharged: 2.5,
			moneyCharged: 0.35,
			currency: 'USD',
			createdAt: 1781080778802,
			updatedAt: 1781080794151,
			expiresAt: 1781080794151 + 30 * 86_400_000,
		});
	});

	it('has the link of a watermarked copy beside the other', () => {
		const outputs = [
			{ type: 'video', url: 'https://a.example/1', watermark_url: 'https://a.example/2' },
		];
		expect(findTask({ data: { ...task, outputs } })?.videos).toEqual([
			{ id: null, url: 'https://a.example/1', duration: null, watermarkUrl: 'https://a.example/2' },
		]);
	});

	it('has neither outputs nor a bill while it runs', () => {
		const running = { ...task, status: 'processing', outputs: [], billing: [] };
		expect(findTask({ code: 0, data: running })).toMatchObject({
			videos: [],
			unitsCharged: null,
			moneyCharged: null,
			expiresAt: null,
		});
	});

	it('has its reason in message when it has failed', () => {
		const failed = { id: '1', status: 'failed', message: 'Image pixel is invalid' };
		expect(findTask({ code: 0, data: failed })).toMatchObject({
			status: 'failed',
			statusMessage: 'Image pixel is invalid',
		});
	});
});

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
