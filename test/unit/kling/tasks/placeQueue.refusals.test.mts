import { describe, expect, it } from '@jest/globals';
import {
	emptyQueue,
	JOB_MS,
	queueFor,
	refuse,
	REQUEST_MS,
	timed,
	type TimedEnd,
} from '../../../support/kling/placeQueue.mts';
import { MIN } from '../../../support/kling/watching.mts';

/** Submits an attempt, which may be made again, to a queue of its own. */
async function runAttempts(attempt: () => Promise<unknown>): Promise<TimedEnd> {
	const { clock, submitAttempt } = emptyQueue();
	return await timed(clock, submitAttempt(attempt));
}

describe('a refusal', () => {
	it.each([
		['a full account (1303)', refuse({ code: 1303 })],
		['too many requests (1302)', refuse({ code: 1302 })],
		['a 429 without a reason', refuse()],
	])('because of %s leads to the queue', async (_what, refusal) => {
		const refusals = [refusal, refusal];
		const { result } = await runAttempts(async () => {
			await Promise.resolve();
			const next = refusals.shift();
			if (next) throw next;
			return 'made';
		});
		expect(result).toBe('made');
	});

	it.each([
		['arrears', refuse({ code: 1101 })],
		['a used-up resource pack', refuse({ code: 1102 })],
		['an IP address that is not allowed', refuse({ code: 1304 })],
		['an error of others', new Error('disk full')],
	])('for another reason is an error at once: %s', async (_what, refusal) => {
		const { at, result } = await runAttempts(() => Promise.reject(refusal));
		expect({ at, result }).toEqual({ at: 0, result: refusal });
	});

	it('without a reason, forever, is an error after about 18 minutes', async () => {
		const { at, result } = await runAttempts(() => Promise.reject(refuse()));
		expect(result).toMatchObject({ httpStatus: 429, message: 'slow down' });
		expect(at / MIN).toBeGreaterThan(17);
		expect(at / MIN).toBeLessThan(19);
	});

	it('without a reason waits for hours while our own videos end now and then', async () => {
		const { clock, queue, submitAttempt } = emptyQueue();
		for (let time = 10 * MIN; time < 180 * MIN; time += 10 * MIN) {
			clock.at(time, () => queue.release());
		}
		const attempt = async () => {
			await Promise.resolve();
			if (clock.now() < 180 * MIN) throw refuse();
			return 'made';
		};
		expect(await submitAttempt(attempt)).toBe('made');
	});

	it('for another reason leaves the place to the next in the queue', async () => {
		const { clock, account, submit, submitAttempt } = queueFor(1);
		await submit('first');
		const fail = () =>
			Promise.reject(clock.now() < JOB_MS ? refuse({ code: 1303 }) : new Error('no'));
		const failing = timed(clock, submitAttempt(fail));
		const next = timed(clock, submit('next'));
		expect((await failing).result).toEqual(new Error('no'));
		expect((await next).at).toBeLessThanOrEqual(account.quota * (JOB_MS + 3 * REQUEST_MS));
	});
});
