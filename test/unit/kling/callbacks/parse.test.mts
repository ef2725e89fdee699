import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_CALLBACK_BYTES, parseCallback } from '../../../../kling/callbacks/parse';
import { finishedTask, taskData } from '../../../support/kling/fakeApi.mts';

const STATUSES = ['submitted', 'processing', 'succeed', 'failed'];
const parse = (value: unknown) => parseCallback(Buffer.from(JSON.stringify(value)));

describe('the body of a callback', () => {
	it('is a task without an envelope, with empty lists', () => {
		const task = finishedTask('831234567890123457');
		const result = { ...(task.task_result as object), images: [], audios: [] };
		const body = { ...task, task_status_msg: '', task_info: {}, task_result: result };
		expect(parse(body)).toMatchObject({
			id: '831234567890123457',
			status: 'succeed',
			videos: [{ url: 'https://cdn.example.com/video.mp4' }],
		});
	});

	it('of API 2.0 has its outputs and its price at the top level', () => {
		const body = {
			id: '850100200300400501',
			status: 'succeeded',
			message: '',
			create_time: 1781080778802,
			update_time: 1781080794151,
			external_id: 'order-1',
			outputs: [{ type: 'video', id: 'v', url: 'https://example.com/v.mp4', duration: '5.1' }],
			billing: [{ charge_type: 'unit', amount: '2.5' }],
		};
		expect(parse(body)).toMatchObject({
			id: '850100200300400501',
			status: 'succeed',
			externalId: 'order-1',
			unitsCharged: 2.5,
			createdAt: 1781080778802,
			videos: [{ url: 'https://example.com/v.mp4', duration: 5.1 }],
		});
	});

	it('of API 2.0 says in its message why a task failed', () => {
		const body = { id: 'task-1', status: 'failed', message: 'generation error' };
		expect(parse(body)).toMatchObject({
			status: 'failed',
			statusMessage: 'generation error',
		});
	});

	it('may have deductions, a parent and empty lists besides the videos', () => {
		const body = {
			task_id: 'task-1',
			task_status: 'succeed',
			final_unit_deduction: '2.5',
			final_balance_deduction: { quota: '1', list_price: '0.35' },
			task_info: { external_task_id: '', parent_video: {} },
			task_result: {
				videos: [{ id: 'v', url: 'https://example.com/v.mp4' }],
				images: [],
				audios: [],
			},
		};
		expect(parse(body)).toMatchObject({
			id: 'task-1',
			unitsCharged: 2.5,
			externalId: null,
			videos: [{ id: 'v' }],
		});
	});

	it.each([...STATUSES, 'succeeded'])('may have the status %s', (status) => {
		expect(parse(taskData({ task_status: status }))).not.toBeNull();
	});

	it.each(['831234567890123457', 'task_1-2', '0f8fad5b-d9cb-469f-a165-70867728950e', 'a:b.c~d'])(
		'may be about the task %s',
		(id) => expect(parse(taskData({ task_id: id }))?.id).toBe(id),
	);

	it.each([
		['an unknown status', taskData({ task_status: 'hacked' })],
		['no status', { task_id: 'task-1' }],
		['no id', { task_status: 'succeed' }],
		['an endless id', taskData({ task_id: 'x'.repeat(129) })],
		['an id with a slash', taskData({ task_id: '../users/1' })],
		['an id of full stops, which a URL would swallow', taskData({ task_id: '..' })],
		['an id with a query', taskData({ task_id: 'a?b=c' })],
		['an id with half a character', taskData({ task_id: 'a\ud800' })],
		['an envelope', { code: 0, data: finishedTask() }],
		['a list', [finishedTask()]],
		['nothing', null],
	])('is refused with %s', (_what, value) => expect(parse(value)).toBeNull());

	it.each(['', '{', '<xml/>', 'task_id=1&task_status=succeed'])(
		'is refused when it is not JSON: %j',
		(text) => expect(parseCallback(Buffer.from(text))).toBeNull(),
	);

	it('is refused when it is too large', () => {
		const body = (length: number) => ({ ...finishedTask(), padding: 'x'.repeat(length) });
		const room = MAX_CALLBACK_BYTES - Buffer.byteLength(JSON.stringify(body(0)));
		expect([parse(body(room)), parse(body(room + 1))]).toEqual([expect.anything(), null]);
	});

	it('never crashes the reader, and is accepted only with a task of Kling’s', () => {
		const keys = [...Object.keys(finishedTask()), 'videos', 'url', 'id', 'status'];
		const status = fc.constantFrom(...STATUSES, 'hacked', 1, null);
		const like = fc
			.tuple(fc.anything({ key: fc.constantFrom(...keys), maxDepth: 4 }), fc.anything(), status)
			.map(
				([rest, id, status]) => ({ ...Object(rest), task_id: id, task_status: status }) as object,
			);
		const json = fc.oneof(
			fc.json().map((text) => Buffer.from(text)),
			like.map(toBuffer),
		);
		const bytes = fc.uint8Array().map((array) => Buffer.from(array));
		fc.assert(
			fc.property(fc.oneof(json, bytes), (body) => {
				const task = parseCallback(body);
				if (task === null) return;
				expect(STATUSES).toContain(task.status);
				expect(new URL(`https://a.example/x/${encodeURIComponent(task.id)}`).pathname).toBe(
					`/x/${encodeURIComponent(task.id)}`,
				);
			}),
			{ numRuns: 1000 },
		);
	});
});

function toBuffer(value: object): Buffer {
	return Buffer.from(JSON.stringify(value));
}
