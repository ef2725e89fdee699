import { describe, expect, it } from '@jest/globals';
import { emptyQueue, refuse, REQUEST_MS } from '../../../support/kling/placeQueue.mts';
import { S } from '../../../support/kling/watching.mts';

describe('a host that asks for patience (429 with Retry-After)', () => {
	/** Refuses the first attempt for this reason. */
	function impatient(code: number) {
		const { clock, queue, submitAttempt } = emptyQueue();
		const times: number[] = [];
		const attempt = async () => {
			times.push(clock.now());
			await clock.sleep(REQUEST_MS);
			if (times.length === 1) throw refuse({ code, retryAfterMs: 100 * S });
		};
		const attemptFor = async (group: string) => await submitAttempt(attempt, { group });
		return { clock, queue, attemptFor, times };
	}

	it.each([1302, 1303])(
		'gets no further attempt before its time: not from the probe (%i)',
		async (code) => {
			const { attemptFor, times } = impatient(code);
			await attemptFor('one');
			expect(times).toEqual([0, REQUEST_MS + 100 * S]);
		},
	);

	it('gets none for other videos either, nor when a place is free', async () => {
		const { clock, queue, attemptFor, times } = impatient(1302);
		const first = attemptFor('one');
		clock.at(5 * S, () => queue.release());
		await clock.sleep(S);
		await Promise.all([first, attemptFor('two'), attemptFor('three')]);
		expect(times.slice(1).every((time) => time >= 100 * S)).toBe(true);
		expect(times).toHaveLength(4);
	});

	it('gets the attempts that were submitted meanwhile, even if nobody was refused a place', async () => {
		const { clock, rateLimit, submitAttempt } = emptyQueue();
		// A query has met it.
		rateLimit.heed(refuse({ retryAfterMs: 30 * S }));
		const attempt = async () => await Promise.resolve(clock.now());
		expect(await submitAttempt(attempt)).toBe(30 * S);
	});
});
