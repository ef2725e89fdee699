import { describe, expect, it } from '@jest/globals';
import { SharedQueries } from '../../../../kling/callbacks/sharedQueries';
import { KlingError } from '../../../../kling/errors';
import { parseTask } from '../../../../kling/api/parseTask';
import type { KlingTask, TaskStatus } from '../../../../kling/task';
import { VirtualClock } from '../../../support/kling/virtualClock.mts';
import { S } from '../../../support/kling/watching.mts';

/** Callbacks that ask a slow Kling, which records when it was asked. */
function receive(answers: TaskStatus[], requestMs = 100) {
	const clock = new VirtualClock();
	const queries = new SharedQueries(clock);
	const askedAt: number[] = [];
	const query = async (): Promise<KlingTask> => {
		askedAt.push(clock.now());
		const status = answers[Math.min(askedAt.length, answers.length) - 1] ?? 'processing';
		await clock.sleep(requestMs);
		return { ...(parseTask({ task_id: 'a', task_status: 'processing' }) as KlingTask), status };
	};
	return { clock, queries, askedAt, ask: async (key = 'a') => await queries.ask(key, query) };
}

describe('callbacks for one task', () => {
	it('that come at once share a query', async () => {
		const { ask, askedAt } = receive(['succeed']);

		const tasks = await Promise.all(Array.from({ length: 50 }, async () => await ask()));

		expect(tasks.map(({ status }) => status)).toEqual(new Array(50).fill('succeed'));
		expect(askedAt).toEqual([0]);
	});

	it('ask again only after a second when it had not ended', async () => {
		const { ask, askedAt } = receive(['processing', 'processing', 'succeed']);

		const statuses = [await ask(), await ask(), await ask()].map(({ status }) => status);

		expect(statuses).toEqual(['processing', 'processing', 'succeed']);
		expect(askedAt).toEqual([0, 1000, 2000]);
	});

	it('that come during a query get no result from before them', async () => {
		const { ask, askedAt } = receive(['processing', 'succeed']);

		const forged = ask();
		const flood = await Promise.all(Array.from({ length: 50 }, async () => await ask()));

		expect((await forged).status).toBe('processing');
		expect(new Set(flood.map(({ status }) => status))).toEqual(new Set(['succeed']));
		expect(askedAt).toEqual([0, 1000]);
	});
});

describe('callbacks for several tasks', () => {
	it('do not wait for each other', async () => {
		const { ask, askedAt } = receive(['succeed']);

		await Promise.all(['a', 'b', 'c'].map(async (key) => await ask(key)));

		expect(askedAt).toEqual([0, 0, 0]);
	});

	it('make at most ten queries at once', async () => {
		const { ask, askedAt } = receive(['succeed'], S);

		await Promise.all(Array.from({ length: 30 }, async (_, index) => await ask(`task ${index}`)));

		expect(askedAt.filter((time) => time === 0)).toHaveLength(10);
		expect(Math.max(...askedAt)).toBe(2 * S);
	});
});

describe('while the API hangs', () => {
	it('a callback fails within ten seconds', async () => {
		const { clock, ask } = receive(['succeed'], 60 * S);

		await expect(ask()).rejects.toMatchObject({ kind: 'network', retry: 'later' });

		expect(clock.now()).toBeLessThan(10 * S);
	});

	it('queries that nobody waits for any more are not sent', async () => {
		const { clock, ask, askedAt } = receive(['succeed'], 9 * S);
		const flood = Array.from({ length: 100 }, async (_, index) => await ask(`forged ${index}`));
		await Promise.allSettled(flood);

		await clock.sleep(2 * S);

		await expect(ask('genuine')).rejects.toMatchObject({ kind: 'network' });
		expect(askedAt).toEqual([...new Array<number>(10).fill(0), 10 * S]);
	});

	it('the next query after an error is a new one', async () => {
		const clock = new VirtualClock();
		const queries = new SharedQueries(clock);
		const refused = new KlingError('no', { kind: 'refused', advice: '' });

		await expect(queries.ask('a', () => Promise.reject(refused))).rejects.toBe(refused);

		await expect(
			queries.ask('a', () =>
				Promise.resolve(parseTask({ task_id: 'a', task_status: 'processing' }) as KlingTask),
			),
		).resolves.toMatchObject({
			id: 'a',
		});
	});
});
