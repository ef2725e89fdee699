import { describe, expect, it } from '@jest/globals';
import { findOtherCallbackUrls, type TaskParameters } from '../../../../kling/tasks/requestBody';
import { findUrlProblems } from '../../../../kling/url';

const API = 'https://api-singapore.klingai.com';
const parameters: TaskParameters = {
	characterOrientation: 'image',
	mode: 'std',
	prompt: '',
	keepOriginalSound: true,
};

describe('findOtherCallbackUrls', () => {
	const problemsWith = (change: Partial<TaskParameters>) =>
		findOtherCallbackUrls({ ...parameters, ...change });
	const url = 'https://example.com/hook?key=secret';

	it.each([
		['a Callback URL', { callbackUrl: url }, 'Callback URL'],
		[
			'one in Additional Body Fields',
			{ additionalBodyFields: { callback_url: url } },
			'callback_url in Additional Body Fields',
		],
		[
			'one in their JSON text',
			{ additionalBodyFields: `{"callback_url": "${url}"}` },
			'callback_url in Additional Body Fields',
		],
		[
			'an empty one, which would replace that of the node',
			{ additionalBodyFields: { callback_url: '' } },
			'callback_url in Additional Body Fields',
		],
		[
			'both, of which the field comes first',
			{ callbackUrl: url, additionalBodyFields: { callback_url: url } },
			'Callback URL',
		],
	])('refuses %s', (_what, change, field) => {
		expect(problemsWith(change)).toEqual([
			`${field} must be empty when Resume is On Callback: Kling has to call this execution`,
		]);
	});

	it.each([
		['no fields', {}],
		['an empty Callback URL', { callbackUrl: '' }],
		['other fields', { additionalBodyFields: { seed: 7 } }],
		['fields that are not JSON, which is a problem of their own', { additionalBodyFields: '{a}' }],
	])('accepts %s', (_what, change) => {
		expect(problemsWith(change)).toEqual([]);
	});
});

describe('findUrlProblems', () => {
	it('accepts a public URL', () => {
		expect(findUrlProblems('Image URL', ' https://example.com/a.png\n', API)).toEqual([]);
	});

	it.each([
		['', /^Image URL is empty$/],
		[' \n', /^Image URL is empty$/],
		['a.png', /^Image URL must be one URL that starts .*, not "a.png"$/],
		['http://192.168.0.2/a.png', /^Image URL .* cannot reach .*: "http:\/\/192.168.0.2\/a.png"$/],
	])('%j: %s', (url, problem) => {
		expect(findUrlProblems('Image URL', url, API)).toEqual([expect.stringMatching(problem)]);
	});

	it.each([
		['http://localhost/hook?signature=secret', '"http://localhost/hook?…"'],
		['http://localhost/hook?a=1?signature=secret', '"http://localhost/hook?…"'],
		['http://localhost/hook', '"http://localhost/hook"'],
	])('shows no query, which may hold a secret: %s', (url, shown) => {
		const [problem] = findUrlProblems('Callback URL', url, API);
		expect(problem).toMatch(/cannot reach/);
		expect(problem?.endsWith(shown)).toBe(true);
	});

	it('allows a private address when the API is in a private network itself', () => {
		expect(findUrlProblems('Image URL', 'http://10.0.0.5/a.png', 'http://10.0.0.9')).toEqual([]);
	});

	it.each([
		[80, `"${'A'.repeat(80)}"`],
		[81, `"${'A'.repeat(80)}…"`],
		[10_000_000, `"${'A'.repeat(80)}…"`],
	])('shows only the beginning of %i characters, which may be Base64', (length, shown) => {
		const [problem] = findUrlProblems('Image URL', 'A'.repeat(length), API);
		expect(problem).toMatch(new RegExp(`not ${shown}$`));
	});
});
