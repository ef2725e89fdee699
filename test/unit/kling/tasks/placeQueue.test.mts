import { describe, expect, it } from '@jest/globals';
import { JOB_MS, queueFor, REQUEST_MS, timed } from '../../../support/kling/placeQueue.mts';
import { MIN, S } from '../../../support/kling/watching.mts';

describe('two hundred videos of two executions on an account with five places', () => {
	async function runBatch() {
		const { clock, account, submit } = queueFor(5);
		const names = (group: string) => Array.from({ length: 100 }, (_, index) => `${group}${index}`);
		const groups = ['a', 'b'].flatMap((group) => names(group).map((name) => ({ name, group })));
		await Promise.all(groups.map(({ name, group }) => submit(name, { group })));
		return { account, lastStart: clock.now() };
	}

	it('never have more than five places', async () => {
		expect((await runBatch()).account.widest).toBe(5);
	});

	it('keep the account full: a place is free for no longer than a request takes', async () => {
		const { account, lastStart } = await runBatch();
		expect(account.started).toHaveLength(200);
		// Forty rounds of five, the last of which only starts.
		expect(lastStart).toBeLessThanOrEqual(39 * (JOB_MS + REQUEST_MS) + 10 * REQUEST_MS);
	});

	it('are created in turns while both executions wait', async () => {
		const { account } = await runBatch();
		const groups = account.started.slice(5, -5).map((name) => name.charAt(0));
		const repeated = groups.filter((group, index) => group === groups[index - 1]);
		expect(repeated).toEqual([]);
	});

	it('are created in the order in which they came, within an execution', async () => {
		const { account } = await runBatch();
		for (const group of ['a', 'b']) {
			const numbers = account.started
				.filter((name) => name.startsWith(group))
				.map((name) => Number(name.slice(1)));
			expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
		}
	});

	it('are refused little more often than the probe asks: once a minute, and a few times at the start', async () => {
		const { account, lastStart } = await runBatch();
		expect(account.refusals).toBeLessThanOrEqual(lastStart / MIN + 10);
	});
});

describe('a single video', () => {
	it('does not wait behind a batch of another execution', async () => {
		const { clock, account, submit } = queueFor(5);
		const batch = Array.from({ length: 50 }, (_, index) => submit(`a${index}`, { group: 'a' }));
		await clock.sleep(30 * S);
		await submit('b', { group: 'b' });
		expect(account.started.indexOf('b')).toBeLessThanOrEqual(6);
		await Promise.all(batch);
	});
});

describe('a place that others free', () => {
	/** Others occupy all places until this time. */
	function occupiedUntil(time: number) {
		const { clock, account, submit } = queueFor(0);
		clock.at(time, () => (account.quota = 2));
		return { clock, account, submit };
	}

	it('is found by a probe, whose pauses grow to a minute', async () => {
		const { clock, submit } = occupiedUntil(200 * S);
		const { at } = await timed(clock, submit('a'));
		// The probes come after 10, 20, 40, 60, 60 and 60 seconds.
		expect(at).toBeGreaterThanOrEqual(250 * S);
		expect(at).toBeLessThanOrEqual(252 * S);
	});

	it('is followed by others: the probe goes on until the next refusal', async () => {
		const { clock, account, submit } = occupiedUntil(5 * S);
		const names = ['a', 'b', 'c'];
		const ends = names.map((name) => timed(clock, submit(name)));
		const starts = (await Promise.all(ends)).map(({ at }) => Math.round(at / S));
		expect(starts.slice(0, 2)).toEqual([10, 11]);
		expect(account.widest).toBe(2);
	});

	it('costs few requests while no place is free', async () => {
		const { account, submit } = occupiedUntil(60 * MIN);
		await Promise.all(Array.from({ length: 20 }, (_, index) => submit(`a${index}`)));
		// One probe per minute, four at the start, and the attempts that follow when there are places.
		expect(account.refusals).toBeLessThanOrEqual(4 + 62 + 20);
	});
});

describe('an empty queue', () => {
	it('leaves no probe behind', async () => {
		const { clock, submit } = queueFor(1);
		await Promise.all([submit('a'), submit('b')]);
		await clock.sleep(10 * MIN);
		expect(clock.pending).toEqual([]);
	});

	it('no longer considers the account full', async () => {
		const { clock, submit } = queueFor(1);
		await Promise.all([submit('a'), submit('b')]);
		await clock.sleep(10 * MIN);
		const start = clock.now();
		await submit('c');
		expect(clock.now() - start).toBe(REQUEST_MS);
	});
});
