import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AMBIGUOUS, attemptCreate } from '../../../support/kling/createAttempt.mts';
import {
	created,
	duplicate,
	htmlPage,
	noAnswer,
	refusal,
	unknownTask,
	type Reply,
	type Script,
} from '../../../support/kling/fakeApi.mts';
import { SimulatedAccount } from '../../../support/kling/simulatedAccount.mts';
import { VirtualClock } from '../../../support/kling/virtualClock.mts';

describe('whatever happens on Kling’s own host', () => {
	/**
	 * What happens to a request: nothing special, an error before it has worked, or one afterwards.
	 */
	const faults = fc.array(fc.constantFrom('none', 'before', 'after', 'full'), { maxLength: 12 });

	it('there is at most one task, and every error says whether there may be one', async () => {
		await fc.assert(
			fc.asyncProperty(faults, async (list) => {
				const clock = new VirtualClock();
				const account = new SimulatedAccount(clock, 5, 60_000);
				const rest = [...list];
				const script: Script = async (request) => {
					const fault = rest.shift();
					if (fault === 'before') return noAnswer('ECONNRESET');
					if (fault === 'full' && request.method === 'POST') return refusal(429, 1303);
					const reply = await account.answer(request);
					return fault === 'after' ? htmlPage(502) : reply;
				};
				const { task, error } = await attemptCreate(script, { isOwnHost: true, clock });
				expect(account.tasks.length).toBeLessThanOrEqual(1);
				if (task) expect(account.tasks.map(({ id }) => id)).toEqual([task.id]);
				else if (account.tasks.length > 0) expect(error).toMatchObject({ ambiguous: true });
			}),
		);
	});
});

describe('whatever a gateway does', () => {
	it('no create is sent after one that may have worked, and every error names the external id', async () => {
		const ambiguous = fc.constantFrom(...AMBIGUOUS.map(([, reply]) => reply));
		const clear = fc.constantFrom(refusal(429, 1303), unknownTask(), duplicate(), created());
		const replies = fc.array(fc.oneof(ambiguous, clear), { minLength: 30, maxLength: 30 });
		await fc.assert(
			fc.asyncProperty(replies, fc.boolean(), async (script, isOwnId) => {
				const beforehand = isOwnId ? 'mayExist' : 'new';
				const { log, task, error } = await attemptCreate(script, { beforehand });
				const mayHaveWorked = ({ request, reply }: { request: string; reply: Reply }) =>
					request === 'POST' && AMBIGUOUS.some(([, candidate]) => candidate === reply);
				const events = log.map((request, index) => ({ request, reply: script[index] as Reply }));
				const lost = events.findIndex(mayHaveWorked);
				if (lost >= 0) expect(log.slice(lost + 1)).not.toContain('POST');
				expect(task?.externalId ?? (error as { externalTaskId: string }).externalTaskId).toBe(
					'item-1',
				);
			}),
		);
	});
});
