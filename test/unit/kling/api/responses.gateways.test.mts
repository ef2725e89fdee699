import { describe, expect, it } from '@jest/globals';
import { readError, wrappedRefusal } from '../../../support/kling/readError.mts';
import { answer } from '../../../support/kling/fakeApi.mts';

describe('an error of Kling as text in the message of a gateway', () => {
	it('is read as Kling’s', () => {
		expect(readError(wrappedRefusal(400, 1301, 'unsafe'))).toMatchObject({
			code: 1301,
			httpStatus: 400,
			message: 'Kling refused the content for safety reasons: unsafe',
		});
	});

	it.each(['{', '{"a":1}', '{}'])('is not looked for in other JSON: %s', (message) => {
		const error = readError(answer(400, { code: 'fail_to_fetch_task', message }));
		expect([error.code, error.message]).toEqual([
			'fail_to_fetch_task',
			`Kling refused the request with HTTP 400: ${message}`,
		]);
	});
});

describe('an account without credit', () => {
	it.each([
		['HTTP 402', answer(402, '')],
		['HTTP 200 with the code 402', answer(200, { code: 402, message: 'no' })],
		[
			'HTTP 403 with words as its code',
			answer(403, { code: 'insufficient_user_quota', message: '' }),
		],
		['a nested error', answer(403, { error: { code: 'insufficient_user_quota', message: 'x' } })],
		['a sentence', answer(403, { message: 'token quota is not enough' })],
		['Kling’s words without its code', answer(429, { message: 'Account balance not enough' })],
		['a sentence in Chinese', answer(403, { error: { message: '用户额度不足, 剩余额度: 0' } })],
	])('gets the advice to top up after %s', (_form, reply) => {
		expect(readError(reply)).toMatchObject({
			advice: expect.stringMatching(/^Top up/),
			retry: 'never',
			ambiguous: false,
		});
	});
});

describe('a host without the model', () => {
	it.each([
		['HTTP 503', answer(503, { error: { message: 'No available channel for model kling-v3' } })],
		['HTTP 503 in Chinese', answer(503, { error: { message: '当前分组下对于模型 x 无可用渠道' } })],
		['HTTP 400 for a create without a model', answer(400, { message: 'model is required' })],
		['words as its code', answer(404, { error: { code: 'model_not_found', message: 'x' } })],
	])('is distinguished from a broken host, with advice: %s', (_form, reply) => {
		expect(readError(reply)).toMatchObject({
			kind: 'refused',
			advice: expect.stringMatching(/^Choose another Model/),
			retry: 'never',
			ambiguous: false,
		});
	});
});

describe('a 429 of a gateway, without Kling’s code', () => {
	it('may pass', () => {
		const reply = answer(429, { code: 'fail_to_fetch_task', message: '当前分组上游负载已饱和' });
		expect(readError(reply)).toMatchObject({ retry: 'later', ambiguous: false });
	});

	it('means a full account when it says so', () => {
		const reply = answer(429, { message: 'parallel task over resource pack limit' });
		expect(readError(reply).message).toMatch(/already making as many videos/);
	});
});

describe('a code that is an HTTP status', () => {
	it('means the same with HTTP 200 as the status', () => {
		expect(readError(answer(200, { code: 500 }))).toMatchObject({
			retry: 'later',
			ambiguous: true,
		});
	});
});
