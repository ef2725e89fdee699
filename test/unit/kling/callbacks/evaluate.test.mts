import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DuplicateMemory } from '../../../../kling/callbacks/duplicateMemory';
import { evaluateCallback, type CallbackRules } from '../../../../kling/callbacks/evaluate';
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
	type Script,
} from '../../../support/kling/fakeApi.mts';

const NOW = Date.UTC(2026, 0);
const processing = taskData({ task_status: 'processing' });
const failed = taskData({ task_status: 'failed' });
let lastScope = 0;

/** What Send Test Callback in Kling's console sends (API §5). */
const CONSOLE_TEST = {
	id: '1234567890',
	status: 'submitted',
	message: '',
	create_time: NOW,
	update_time: NOW,
	external_id: '',
	outputs: [],
	billing: [],
};

function subsetsOf(all: string[]): Array<[string[]]> {
	return Array.from({ length: 2 ** all.length }, (_, bits) => [
		all.filter((_event, index) => bits & (1 << index)),
	]);
}

/** A trigger that asks an API with this script, and records its requests. */
function trigger(script: Script, rules: Partial<CallbackRules> = {}) {
	const { client, log } = fakeApi(script);
	const all: CallbackRules = {
		triggerOn: ['succeed', 'failed'],
		secret: null,
		isVerified: true,
		ask: async (id) => await client.get(id),
		memory: new DuplicateMemory({}, `receiver ${++lastScope}`),
		...rules,
	};
	const receive = (body: unknown, headers = {}) =>
		evaluateCallback({ body: toBuffer(body), headers }, all, () => NOW);
	return { receive, log };
}

function toBuffer(body: unknown): Buffer {
	return Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
}

describe('a callback', () => {
	it('starts the workflow with the task as Kling describes it', async () => {
		const { receive, log } = trigger([success(finishedTask())]);
		const forged = {
			...finishedTask(),
			task_result: { videos: [{ url: 'https://evil.example' }] },
		};
		expect(await receive(forged)).toMatchObject({
			start: { id: 'task-1', videos: [{ url: 'https://cdn.example.com/video.mp4' }] },
		});
		expect(log).toEqual(['GET task-1']);
	});

	it('starts the workflow with the failure although it claims success', async () => {
		const { receive } = trigger([success(failed)]);
		expect(await receive(finishedTask())).toMatchObject({ start: { status: 'failed' } });
	});

	it('starts the workflow with its own data when it is not verified', async () => {
		const { receive } = trigger([], { isVerified: false });
		expect(await receive(finishedTask())).toMatchObject({ start: { status: 'succeed' } });
	});
});

describe('a callback that starts nothing', () => {
	it('because its event is not selected is answered with 200, and Kling is not asked', async () => {
		const { receive } = trigger([]);
		expect(await receive(processing)).toEqual({ status: 200, reason: 'event not selected' });
	});

	it('because Kling describes another event is answered with 200', async () => {
		const { receive } = trigger([success(failed)], { triggerOn: ['succeed'] });
		expect(await receive(finishedTask())).toEqual({ status: 200, reason: 'event not selected' });
	});

	it.each([[['succeed']], [['succeed', 'processing']]])(
		'because the task has not ended is not acknowledged, with the events %p',
		async (events) => {
			const { receive } = trigger([success(processing)], { triggerOn: events });
			expect(await receive(finishedTask())).toEqual({
				status: 409,
				reason: 'the task has not ended',
			});
		},
	);

	it('because the task has not begun is not acknowledged', async () => {
		const { receive } = trigger([success(taskData())], { triggerOn: ['submitted', 'processing'] });
		expect(await receive(processing)).toEqual({ status: 409, reason: 'the task has not begun' });
	});

	it('because it was faster than the API is accepted when it is repeated', async () => {
		const { receive } = trigger([success(processing), success(finishedTask())]);
		await receive(finishedTask());
		expect(await receive(finishedTask())).toHaveProperty('start');
	});

	it('because it names a task by its external ID, which can be guessed, is answered with 404', async () => {
		const { receive } = trigger([success(finishedTask('831234567890123457'))]);
		expect(await receive(finishedTask('order-1042'))).toEqual({
			status: 404,
			reason: 'unknown task',
		});
	});

	it.each([true, false])(
		'because it is the test of Kling’s console is answered with 200, verified or not (%p)',
		async (isVerified) => {
			const { receive } = trigger([unknownTask()], { triggerOn: ['submitted'], isVerified });
			expect(await receive(CONSOLE_TEST)).toEqual({ status: 200, reason: 'no such task' });
		},
	);

	it.each(subsetsOf(['submitted', 'processing', 'succeed', 'failed']))(
		'because it is the test of Kling’s console is answered with 200, with the events %j',
		async (triggerOn) => {
			const { receive } = trigger([unknownTask()], { triggerOn });
			const answer = await receive(CONSOLE_TEST);
			expect(answer).toMatchObject({ status: 200 });
			expect(answer).not.toHaveProperty('start');
		},
	);

	it('because there is no such task is answered with 404', async () => {
		const { receive } = trigger([unknownTask()]);
		expect(await receive(finishedTask())).toEqual({ status: 404, reason: 'unknown task' });
	});

	it.each([
		['says that it is finished, in the form of 2.0', { ...CONSOLE_TEST, status: 'succeeded' }],
		['says that it is submitted, in the form of 1.0', taskData()],
	])('because there is no such task is answered with 404 although it %s', async (_what, body) => {
		const { receive } = trigger([unknownTask()], { triggerOn: ['submitted', 'succeed'] });
		expect(await receive(body)).toEqual({ status: 404, reason: 'unknown task' });
	});

	it('because it is not a task is answered with 400, and Kling is not asked', async () => {
		expect(await trigger([]).receive({ hello: 'world' })).toEqual({
			status: 400,
			reason: 'not a Kling task',
		});
	});

	it('because it is too large is answered with 413', async () => {
		const { receive } = trigger([]);
		const [fits, isTooLarge] = [Buffer.alloc(64 * 1024), Buffer.alloc(64 * 1024 + 1)];
		expect(await receive(isTooLarge)).toEqual({ status: 413, reason: 'too large' });
		expect(await receive(fits)).toMatchObject({ status: 400 });
	});

	it.each([
		['the host is not reached', noAnswer('ECONNREFUSED')],
		['a proxy answers', htmlPage(502)],
		['the key is wrong', refusal(401, 1002)],
		['too much was asked', answer(429, '')],
	])(
		'because %s is answered with 503, and is accepted when it is repeated',
		async (_why, reply) => {
			const { receive } = trigger([reply, success(finishedTask())]);
			expect(await receive(finishedTask())).toEqual({
				status: 503,
				reason: 'the task cannot be verified now',
			});
			expect(await receive(finishedTask())).toHaveProperty('start');
		},
	);
});

describe('a duplicate', () => {
	it('starts nothing once the workflow has started, and Kling is not asked again', async () => {
		const memory = new DuplicateMemory({}, 'a trigger with a memory');
		const { receive, log } = trigger([success(finishedTask())], { memory });
		await receive(finishedTask());
		memory.keep('task-1 succeed');
		expect(await receive(finishedTask())).toEqual({ status: 200, reason: 'duplicate' });
		expect(log).toHaveLength(1);
	});

	it('is not acknowledged before the workflow has started', async () => {
		const { receive } = trigger(() => success(finishedTask()));
		const answers = await Promise.all([1, 2, 3].map(() => receive(finishedTask())));
		const refusal = { status: 503, reason: 'the same event is about to start the workflow' };
		expect(answers).toEqual([
			expect.objectContaining({ start: expect.objectContaining({ id: 'task-1' }) }),
			refusal,
			refusal,
		]);
	});

	it('is not another status of the same task', async () => {
		const replies = [success(processing), success(finishedTask())];
		const { receive } = trigger(replies, { triggerOn: ['processing', 'succeed'] });
		await receive(processing);
		expect(await receive(finishedTask())).toMatchObject({ start: { status: 'succeed' } });
	});

	it('is not the same status of another task', async () => {
		const { receive } = trigger([success(finishedTask()), success(finishedTask('task-2'))]);
		await receive(finishedTask());
		expect(await receive(finishedTask('task-2'))).toMatchObject({ start: { id: 'task-2' } });
	});
});

describe('with a webhook secret', () => {
	const secret = `whsec_${Buffer.from('0123456789abcdef').toString('base64')}`;
	const timestamp = String(NOW / 1000);
	const body = toBuffer(finishedTask());
	const sign = (bytes: Buffer) => {
		const signed = createHmac('sha256', '0123456789abcdef').update(
			`id.${timestamp}.${String(bytes)}`,
		);
		return { id: 'id', timestamp, signature: `v1,${signed.digest('base64')}` };
	};

	it('a signed callback starts the workflow', async () => {
		const { receive } = trigger([success(finishedTask())], { secret });
		expect(await receive(body, sign(body))).toHaveProperty('start');
	});

	it.each([
		['no signature', {}, 'signature missing'],
		['the signature of another body', sign(Buffer.from('{}')), 'signature wrong'],
		['an old signature', { ...sign(body), timestamp: '1' }, 'timestamp too old or too new'],
	])(
		'a callback with %s is answered with 401, and Kling is not asked',
		async (_what, headers, reason) => {
			const { receive } = trigger([], { secret });
			expect(await receive(body, headers)).toEqual({ status: 401, reason });
		},
	);
});

describe('for any callback', () => {
	it('the workflow starts only with a task and a selected event that Kling confirms', async () => {
		const status = fc.constantFrom('submitted', 'processing', 'succeed', 'failed', 'hacked');
		const claim = fc.oneof(
			status.map((status) => taskData({ task_status: status })),
			fc.jsonValue(),
		);
		const events = fc.subarray(['submitted', 'processing', 'succeed', 'failed']);
		await fc.assert(
			fc.asyncProperty(claim, status, events, async (claimed, truth, events) => {
				const { receive } = trigger(() => success(taskData({ task_status: truth })), {
					triggerOn: events,
				});
				const decision = await receive(claimed);
				const isStart = 'start' in decision;
				if (isStart) expect(decision.start).toMatchObject({ id: 'task-1', status: truth });
				expect(isStart && !events.includes(truth)).toBe(false);
			}),
		);
	});
});
