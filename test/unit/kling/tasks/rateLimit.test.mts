import { describe, expect, it } from '@jest/globals';
import { KlingError } from '../../../../kling/errors';
import { RateLimit } from '../../../../kling/tasks/rateLimit';
import { VirtualClock } from '../../../support/kling/virtualClock.mts';
import { account, isList, MIN, S, watch } from '../../../support/kling/watching.mts';

const error = (httpStatus: number, retryAfterMs?: number) =>
	new KlingError('slow down', { kind: 'refused', advice: '', httpStatus, retryAfterMs });

/** How long to rest after these errors. */
function restAfter(...errors: unknown[]): number {
	const rateLimit = new RateLimit(new VirtualClock(Date.UTC(2026, 0)));
	for (const one of errors) rateLimit.heed(one);
	return rateLimit.restMs;
}

describe('the rest that a host asks for', () => {
	it.each([
		['a 429 with Retry-After', [error(429, 7 * S)], 7 * S],
		['several of them: the longest', [error(429, 9 * S), error(429, 7 * S)], 9 * S],
		['hours: five minutes at most', [error(429, 60 * MIN)], 5 * MIN],
		['a 429 without it', [error(429)], 0],
		['another status', [error(503, 7 * S)], 0],
		['an error of others', [new Error('disk full')], 0],
	])('after %s', (_what, errors, rest) => {
		expect(restAfter(...errors)).toBe(rest);
	});

	it('ends by itself', async () => {
		const clock = new VirtualClock();
		const rateLimit = new RateLimit(clock);
		rateLimit.heed(error(429, 7 * S));
		await clock.sleep(7 * S);
		expect(rateLimit.restMs).toBe(0);
	});
});

describe('a wait for several videos whose host asks for patience', () => {
	const tooMany = {
		status: 429,
		headers: { 'retry-after': '100' },
		body: JSON.stringify({ code: 1302, message: 'too many requests' }),
	};

	it.each([
		['the list', 5, [10, 110]],
		['one of them', 2, [10, 10, 110]],
	])('asks for none of them until then, when it says so of %s', async (_what, count, expected) => {
		const clock = new VirtualClock();
		const ids = Array.from({ length: count }, (_, index) => `t${index}`);
		const { get, list } = account(clock, Object.fromEntries(ids.map((id) => [id, 15 * S])));
		let refusals = 1;
		const { log, wait } = watch(
			(request) => {
				if (refusals-- > 0) return tooMany;
				return isList(request) ? list() : get(request);
			},
			{ clock },
		);
		const results = await Promise.all(ids.map(async (id) => await wait(id)));
		expect(results.every((result) => 'timedOut' in result && !result.timedOut)).toBe(true);
		const times = log.map((line) => Number.parseInt(line));
		expect(times.slice(0, expected.length)).toEqual(expected);
	});
});
