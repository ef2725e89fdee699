import { describe, expect, it } from '@jest/globals';
import { describeError, inputError, isTransient, KlingError, rethrow } from '../../../kling/errors';

describe('KlingError', () => {
	it('is an error of its own name', () => {
		const error = new KlingError('what', { kind: 'refused', advice: 'how' });
		expect({ isError: error instanceof Error, name: error.name }).toEqual({
			isError: true,
			name: 'KlingError',
		});
	});

	it('is final and not ambiguous unless it says so', () => {
		const { retry, ambiguous } = new KlingError('what', { kind: 'refused', advice: 'how' });
		expect({ retry, ambiguous }).toEqual({ retry: 'never', ambiguous: false });
	});

	it('carries everything that it is given', () => {
		const details = {
			kind: 'refused',
			advice: 'how',
			problems: ['one', 'two'],
			retry: 'later',
			ambiguous: true,
			httpStatus: 500,
			code: 5000,
			requestId: 'req-1',
			taskId: 'task-1',
			externalTaskId: 'mine',
			retryAfterMs: 1000,
		} satisfies ConstructorParameters<typeof KlingError>[1];
		expect({ ...new KlingError('what', details) }).toEqual({ name: 'KlingError', ...details });
	});
});

describe('describeError', () => {
	it('says what happened and what to do', () => {
		const error = new KlingError('The video failed', { kind: 'task', advice: 'Change the image.' });
		expect(describeError(error)).toBe('The video failed. Change the image.');
	});

	it.each([
		['an error of others', new Error('what'), 'what'],
		['something else that was thrown', 'what', 'what'],
	])('says what happened for %s', (_what, error, expected) => {
		expect(describeError(error)).toBe(expected);
	});
});

describe('isTransient', () => {
	it.each([
		['later', true],
		['never', false],
		['newToken', false],
	] as const)('of an error that is worth trying again %s: %p', (retry, expected) => {
		expect(isTransient(new KlingError('', { kind: 'refused', advice: '', retry }))).toBe(expected);
	});

	it('is false for foreign errors', () => {
		expect(isTransient(Object.assign(new Error(), { retry: 'later' }))).toBe(false);
	});
});

describe('inputError', () => {
	it('with one problem is the problem', () => {
		expect(inputError(['Mode is wrong'], 'Correct it.')).toMatchObject({
			kind: 'input',
			message: 'Mode is wrong',
			advice: 'Correct it.',
			retry: 'never',
			ambiguous: false,
		});
	});

	it('with two is not one of them', () => {
		expect(inputError(['One', 'Two'], '').message).toBe('2 inputs need a correction');
	});

	it('with several counts them in one line and keeps each', () => {
		expect(inputError(['One', 'Two.', 'Three?'], 'Correct them.')).toMatchObject({
			kind: 'input',
			message: '3 inputs need a correction',
			problems: ['One', 'Two.', 'Three?'],
			advice: 'Correct them.',
		});
	});

	it('with several numbers them as sentences of one text', () => {
		const error = inputError(['No. one', 'Two.', 'Three?'], 'Correct them.');
		expect(describeError(error)).toBe(
			'3 inputs need a correction: 1. No. one. 2. Two. 3. Three? Correct them.',
		);
	});
});

describe('rethrow', () => {
	it('throws the very error', () => {
		const error = new Error('mine');
		expect(() => rethrow(error)).toThrow(error);
	});
});
