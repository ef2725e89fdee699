import { describe, expect, it } from '@jest/globals';
import { queueFor, REQUEST_MS, timed } from '../../../support/kling/placeQueue.mts';
import { S } from '../../../support/kling/watching.mts';

describe('the time limit of the queue', () => {
	it('ends the wait with what to do', async () => {
		const { clock, submit } = queueFor(0);
		const { at, result } = await timed(clock, submit('a', { timeLimitMs: 90 * S }));
		expect(at).toBe(90 * S);
		expect(result).toMatchObject({
			message: 'The account had no free place for this video within 1.5 minutes',
			advice: expect.stringMatching(/Nothing was created or charged.*Queue Time Limit/),
			code: 1303,
			ambiguous: false,
		});
	});

	it('lets a running attempt end', async () => {
		const { clock, submit } = queueFor(1);
		const { result } = await timed(clock, submit('a', { timeLimitMs: REQUEST_MS / 2 }));
		expect(result).toBe('a');
	});

	it('ends an attempt that is refused after it', async () => {
		const { clock, submit } = queueFor(0);
		const { at, result } = await timed(clock, submit('a', { timeLimitMs: REQUEST_MS / 2 }));
		expect({ at, result }).toEqual({
			at: REQUEST_MS,
			result: expect.objectContaining({ code: 1303 }),
		});
	});
});
