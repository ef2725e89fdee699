import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import {
	htmlPage,
	noAnswer,
	refusal,
	success,
	type Reply,
} from '../../../support/kling/fakeApi.mts';
import { follow, lives, START, type Life } from '../../../support/kling/followedAccount.mts';
import { MIN, S } from '../../../support/kling/watching.mts';

// On a busy machine, thousands of tasks take their time.
jest.setTimeout(60_000);

/** Ids in a comparable order. */
const idsOf = (tasks: Life[]) => tasks.map(({ id }) => id).sort();

describe('each look', () => {
	it('finds a task that was created and has ended since the previous look', async () => {
		const account = await follow([{ id: 'a', createdAt: START + S, endsAt: START + 2 * S }]);

		expect(await account.look(START + MIN)).toEqual(['a']);
	});

	it('finds each task once', async () => {
		const account = await follow(lives(3, START + S, S, () => S));

		await account.look(START + MIN);

		expect(await account.look(START + 2 * MIN)).toEqual([]);
	});

	it('finds tasks in the order in which they ended, not in which they were created', async () => {
		const account = await follow([
			{ id: 'slow', createdAt: START + 1, endsAt: START + 30 * S },
			{ id: 'quick', createdAt: START + 2, endsAt: START + 3 },
			{ id: 'failed', createdAt: START + 3, endsAt: START + 9 * S, end: 'failed' },
		]);

		expect(await account.look(START + MIN)).toEqual(['quick', 'failed', 'slow']);
	});

	it('finds tasks that lived in the same milliseconds in the order in which they were created', async () => {
		const account = await follow(lives(3, START + S, 0, () => S));

		const ids = await account.look(START + MIN);

		expect(ids.map((id) => id.slice(-2))).toEqual(['-0', '-1', '-2']);
	});

	it('finds a task that ends after many that were created later', async () => {
		const account = await follow([
			{ id: 'slow', createdAt: START + 1, endsAt: START + 60 * MIN },
			...lives(1000, START + S, 3 * S, () => MIN),
		]);
		for (let minute = 1; minute < 60; minute++) await account.look(START + minute * MIN);

		expect(await account.look(START + 60 * MIN)).toContain('slow');
	});

	it('finds all tasks that were created in the same millisecond, some before a look and some after it', async () => {
		const tasks = lives(100, START + S, 0, (index) => index * S);
		const account = await follow(tasks);

		for (let second = 1; second < 200; second += 7) await account.look(START + second * S);

		expect(account.reported.toSorted()).toEqual(idsOf(tasks));
	});

	it('finds 2000 tasks that ended at once', async () => {
		const tasks = lives(2000, START + S, 1, () => MIN);
		const account = await follow(tasks);

		await account.look(START + 10 * S);
		expect(await account.look(START + 2 * MIN)).toHaveLength(2000);

		expect(account.log.slice(7)).toEqual([1, 2, 3, 4, 5].map((page) => `LIST ${page} 500`));
	});

	it('finds everything after a standstill of three days', async () => {
		const tasks = lives(5000, START + S, 50 * S);
		const account = await follow(tasks);

		const found = await account.look(START + 5000 * 50 * S + 10 * MIN);

		expect(found.toSorted()).toEqual(idsOf(tasks));
		expect(account.log).toHaveLength(1 + 1 + 11);
	});

	it('finds everything in a list that changes while it is read', async () => {
		const tasks = lives(3000, START + 10 * S, 200, (index) => (index % 7) * MIN);
		const account = await follow(tasks, 5 * S);

		for (let minute = 1; minute < 30; minute++) await account.look(START + minute * MIN);

		expect(account.reported.toSorted()).toEqual(idsOf(tasks));
	});

	it('takes a task with an unknown status as running', async () => {
		const account = await follow([
			{ id: 'a', createdAt: START + 1, endsAt: START + 2 * MIN, before: 'paused' },
		]);

		expect(await account.look(START + MIN)).toEqual([]);
		expect(await account.look(START + 3 * MIN)).toEqual(['a']);
	});

	it('finds a task that appears in the list slightly late', async () => {
		const late = { id: 'late', createdAt: START + S, endsAt: START + 2 * S };
		const tasks = [{ id: 'a', createdAt: START + 5 * S, endsAt: START + 6 * S }];
		const account = await follow(tasks);
		await account.look(START + 10 * S);

		tasks.push(late);

		expect(await account.look(START + 20 * S)).toEqual(['late']);
	});
});

describe('while the API is down', () => {
	it.each<[string, () => Reply]>([
		['is not reached', () => noAnswer('ECONNREFUSED')],
		['answers with errors', () => refusal(503, 5001)],
		['answers with a page', () => htmlPage(502)],
	])('a look fails when it %s, and the next good one finds everything', async (_how, reply) => {
		const tasks = lives(60, START + S, MIN, () => MIN);
		const account = await follow(tasks);
		await account.look(START + 5 * MIN);

		for (let minute = 6; minute < 60; minute++) {
			account.failures.push(...Array.from({ length: 5 }, reply));
			await expect(account.look(START + minute * MIN)).rejects.toHaveProperty('retry', 'later');
		}
		await account.look(START + 70 * MIN);

		expect(account.reported.toSorted()).toEqual(idsOf(tasks));
	});
});

describe('the cursor', () => {
	it('grows with the tasks that run, not with those that have ended', async () => {
		const account = await follow(lives(3000, START + S, S, () => 3 * MIN));
		const sizes: number[] = [];

		for (let minute = 1; minute < 50; minute++) {
			await account.look(START + minute * MIN);
			sizes.push(Object.keys({ ...account.cursor.running, ...account.cursor.recent }).length);
		}

		expect(Math.max(...sizes)).toBeLessThanOrEqual(181);
	});

	it('survives a list that is once empty', async () => {
		const account = await follow(lives(3, START + S, S, () => S));
		await account.look(START + MIN);
		account.failures.push(success([]));

		await account.look(START + 2 * MIN);

		expect(await account.look(START + 3 * MIN)).toEqual([]);
	});
});

describe('1000 videos in an hour', () => {
	it('cost at most a tenth of a request each, with a look every minute', async () => {
		const account = await follow(lives(1000, START, 3.6 * S));

		for (let minute = 1; minute <= 70; minute++) await account.look(START + minute * MIN);

		expect(account.reported).toHaveLength(1000);
		expect(account.log.length / 1000).toBeLessThanOrEqual(0.1);
	});
});

describe('for any course of events', () => {
	const life = fc.record({
		createdAt: fc.integer({ min: START - 20 * MIN, max: START + 60 * MIN }),
		runsFor: fc.oneof(fc.integer({ min: 0, max: 30 * MIN }), fc.constant(Infinity)),
		end: fc.constantFrom('succeed' as const, 'failed' as const),
		before: fc.constantFrom('submitted', 'processing', 'on hold'),
	});
	const toLives = (parts: Array<{ createdAt: number; runsFor: number }>): Life[] =>
		parts.map(({ createdAt, runsFor, ...rest }, index) => ({
			...rest,
			id: `t${index}`,
			createdAt,
			endsAt: createdAt + runsFor,
		}));
	/** Minutes until the next look; true when n8n is killed before it. */
	const look = fc.tuple(fc.integer({ min: 1, max: 15 }), fc.boolean());

	it('each task that ends later is found exactly once, even if only cursors that came with tasks are stored', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(life, { maxLength: 200 }),
				fc.array(look, { maxLength: 10 }),
				fc.integer({ min: 0, max: 20 * S }),
				async (parts, looks, requestMs) => {
					const tasks = toLives(parts);
					const account = await follow(tasks, requestMs);
					const begun = account.clock.now();
					let stored = account.storedCursor;
					let time = begun;
					for (const [minutes, isKilled] of looks) {
						if (isKilled) account.restart(stored);
						time = Math.max(account.clock.now(), time + minutes * MIN);
						if ((await account.look(time)).length > 0) stored = account.storedCursor;
					}
					await account.look(START + 3 * 60 * MIN);
					const duringStart = tasks.filter(
						({ createdAt, endsAt }) => endsAt > START && endsAt <= begun && createdAt <= begun,
					);
					const expected = tasks.filter(({ endsAt }) => endsAt > begun && endsAt < Infinity);
					const found = account.reported.filter(
						(id) => !duringStart.some((task) => task.id === id),
					);
					expect(found.toSorted()).toEqual(idsOf(expected));
				},
			),
			{ numRuns: 100 },
		);
	});
});
