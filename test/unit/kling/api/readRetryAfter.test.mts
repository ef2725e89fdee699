import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readRetryAfter } from '../../../../kling/api/responses';

describe('readRetryAfter', () => {
	const now = Date.UTC(2026, 0, 1);

	it('reads seconds', () => expect(readRetryAfter('120', now)).toBe(120_000));
	it('reads seconds that came as a number', () => expect(readRetryAfter(2, now)).toBe(2000));

	it('reads an HTTP date', () => {
		expect(readRetryAfter('Thu, 01 Jan 2026 00:00:30 GMT', now)).toBe(30_000);
	});

	it('reads any HTTP date to the second', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 10 ** 8 }), (seconds) => {
				const date = new Date(now + seconds * 1000).toUTCString();
				expect(readRetryAfter(date, now)).toBe(seconds * 1000);
			}),
		);
	});

	it('reads a date in the past as no pause', () => {
		expect(readRetryAfter('Wed, 31 Dec 2025 23:59:00 GMT', now)).toBe(0);
	});

	it.each([
		[undefined],
		[null],
		[''],
		['soon'],
		['-5'],
		['1.5'],
		['in 10 seconds'],
		['call 2099'],
		[['1']],
		['x GMT'],
	])('ignores %p', (value) => {
		expect(readRetryAfter(value, now)).toBeUndefined();
	});

	it('always gives a number that is not negative', () => {
		const value = fc.oneof(fc.anything(), fc.string(), fc.date().map(String));
		fc.assert(
			fc.property(value, (header) => {
				const wait = readRetryAfter(header, now);
				expect(wait === undefined || wait >= 0).toBe(true);
			}),
		);
	});
});
