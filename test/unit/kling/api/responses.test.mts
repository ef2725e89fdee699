import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readResponse, type HttpResponse } from '../../../../kling/api/responses';
import { KlingError } from '../../../../kling/errors';
import { createRedact } from '../../../../kling/api/redaction';
import { findCreatedTask, findTask } from '../../../../kling/api/parseTask';
import { readError, wrappedRefusal } from '../../../support/kling/readError.mts';
import { answer, refusal, success, taskData } from '../../../support/kling/fakeApi.mts';

const read = (reply: HttpResponse) => readResponse(reply, String);

describe('a successful response', () => {
	it('gives its data and its request id', () => {
		const body = { code: 0, message: 'SUCCEED', request_id: 'req-1', data: taskData() };
		expect(read(success(taskData()))).toEqual({ body, requestId: 'req-1', error: null });
	});

	it('may have no request id', () => {
		expect(read(answer(200, { code: 0, data: taskData() })).requestId).toBeNull();
	});

	it.each([200, 201, 202])('may have HTTP status %i', (status) => {
		expect(read(answer(status, { code: 0 })).body).toEqual({ code: 0 });
	});

	it('may have a byte order mark and white space around it', () => {
		expect(read(answer(200, '\ufeff\n{"code":0}\n')).body).toEqual({ code: 0 });
	});
});

describe('a response that is not Kling’s', () => {
	it.each([
		['an empty body', ''],
		['an empty body', ' \n'],
		['an HTML page', '<!doctype html><title>Sign in</title>'],
		['text that is not JSON', 'OK'],
	])('is named in the error: %s: %s', (what, body) => {
		expect(() => read(answer(200, body))).toThrow(`The API answered HTTP 200 with ${what}`);
	});

	it('may have created a task, and may be different later', () => {
		expect(readError(answer(200, '<html>'))).toMatchObject({
			kind: 'unreadable',
			retry: 'later',
			ambiguous: true,
			httpStatus: 200,
		});
	});

	it('means a wrong address when it is a web server’s 404 page, not an unknown task', () => {
		expect(readError(answer(404, '<html>404</html>'))).toMatchObject({
			kind: 'unreadable',
			retry: 'never',
			ambiguous: false,
			httpStatus: 404,
			advice: expect.stringContaining('Base URL'),
		});
	});

	it.each([300, 302, 304])('is any response with HTTP status %i', (status) => {
		expect(readError(answer(status, { data: taskData() }))).toMatchObject({ httpStatus: status });
	});
});

describe('an error', () => {
	it.each([
		['message', { message: 'why' }],
		['msg', { msg: 'why' }],
		['error', { error: 'why' }],
		['error.message', { error: { message: 'why' } }],
	])('takes its reason from %s', (_field, body) => {
		expect(readError(answer(400, { code: 1201, ...body })).message).toMatch(/: why$/);
	});

	it('may come without a reason', () => {
		expect(readError(answer(400, { code: 1201 })).message).toBe('Kling refused a parameter');
	});

	it('shortens a very long reason', () => {
		expect(readError(refusal(400, 1201, 'x'.repeat(100_000))).message.length).toBeLessThan(400);
	});

	it('shows no secret that a response repeats, wherever it does', () => {
		const reply = answer(400, {
			code: 'bad-key-4711',
			message: 'bad-key-4711 is wrong',
			request_id: 'of bad-key-4711',
		});
		const error = readError(reply, createRedact(['bad-key-4711']));
		expect(JSON.stringify({ ...error, message: error.message })).not.toContain('4711');
	});

	it('shows no part of a secret where a reason is cut off', () => {
		const secret = 'ABCDEFGHIJKLMNOP';
		const reply = refusal(400, 1201, `${'x'.repeat(292)}${secret}`);
		expect(readError(reply, createRedact([secret])).message).not.toContain('ABCD');
	});

	it('has the pause that the server asks for', () => {
		const reply = answer(429, { code: 1302 }, { 'retry-after': '7' });
		expect(readError(reply).retryAfterMs).toBe(7000);
	});

	it('has that pause from a page that is not Kling’s, too', () => {
		expect(readError(answer(200, '', { 'retry-after': '7' })).retryAfterMs).toBe(7000);
	});

	it('reads a code that is text with digits', () => {
		expect(readError(answer(429, { code: '1303' }))).toMatchObject({ code: 1303, retry: 'later' });
	});
});

describe('an unknown task', () => {
	it.each([
		['the official host', refusal(400, 1201, 'Task not found')],
		['a longer sentence', refusal(400, 1200, 'The task does not exist')],
		['a sentence without the word', refusal(400, 1201, 'Record not found')],
		['a shorter word, on HTTP 200', refusal(200, 1203, "task doesn't exist")],
		['a gateway with a word as its code', answer(400, { code: 'task_not_exist', message: '' })],
		[
			'a new-api gateway',
			answer(400, { code: 'task_not_exist', message: 'task_not_exist', data: null }),
		],
		[
			'Kling’s own host, live',
			refusal(400, 1201, 'Task not found by id/external id: 850100200300400500'),
		],
		['a gateway with words on HTTP 200', answer(200, { code: 'e', message: 'task_not_found' })],
		['a gateway with a 404 about a task', answer(404, { message: 'task not found' })],
		['Kling’s words in the message of a gateway', wrappedRefusal(400, 1201, 'Task not found')],
	])('is recognized by %s', (_host, reply) => {
		expect(readError(reply)).toMatchObject({ kind: 'notFound', retry: 'never', ambiguous: false });
	});

	it.each([
		['another parameter', refusal(400, 1201, 'imageUrl: must not be blank')],
		['a refusal for other reasons', refusal(400, 1301, 'task not found to be safe')],
		['a request that is not offered', refusal(404, 1202, 'method not found')],
		['a failure of the server', refusal(500, 5000, 'shard not found')],
		['a wrong key', refusal(401, 1002, 'access key not found')],
		['a wrong key of a gateway', answer(401, { error: 'no task for you: key not found' })],
		['an address that the host lacks', answer(404, { detail: 'Not Found' })],
		['an address that the host lacks, in words', answer(404, '404 page not found')],
		['an address that the host lacks, told by nothing', answer(404, '')],
		['something else of a gateway', answer(400, { code: 'model_not_found', message: 'no' })],
	])('is not %s', (_what, reply) => {
		expect(readError(reply).kind).toBe('refused');
	});
});

describe('no response crashes the reader', () => {
	const header = fc.oneof(fc.string(), fc.constant(undefined), fc.array(fc.string()));
	const status = fc.oneof(fc.constantFrom(200, 400, 404, 429, 500), fc.integer());
	const field = fc.constantFrom(
		...['code', 'message', 'msg', 'error', 'data', 'task_id', 'task_status', 'id', 'request_id'],
		...['task_info', 'task_result', 'videos', 'url', 'duration', 'created_at', 'status'],
	);
	const like = fc.anything({ key: field, maxDepth: 5 }).map((value) => JSON.stringify(value) ?? '');
	const body = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), like);

	it('except with a KlingError', () => {
		fc.assert(
			fc.property(status, body, header, (status, body, retryAfter) => {
				const outcome = attempt({ status, body, headers: { 'retry-after': retryAfter } });
				expect(outcome instanceof KlingError || 'body' in outcome).toBe(true);
			}),
			{ numRuns: 1000 },
		);
	});

	it('and what it reads may be searched for a task', () => {
		fc.assert(
			fc.property(like, (body) => {
				const outcome = attempt(answer(200, body));
				if (outcome instanceof KlingError) return;
				expect(() => findTask(outcome.body)).not.toThrow();
				expect(() => findCreatedTask(outcome.body)).not.toThrow();
			}),
			{ numRuns: 1000 },
		);
	});

	function attempt(reply: HttpResponse) {
		try {
			return read(reply);
		} catch (error) {
			if (error instanceof KlingError) return error;
			throw error;
		}
	}
});
