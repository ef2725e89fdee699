import { describe, expect, it } from '@jest/globals';
import type { HttpRequest } from '../../../../kling/api/client';
import { AccountTasks } from '../../../../kling/tasks/accountTasks';
import { recordingJournal } from '../../../support/kling/createAttempt.mts';
import { fakeApi, type Reply } from '../../../support/kling/fakeApi.mts';
import { LATENCY_MS, SimulatedAccount } from '../../../support/kling/simulatedAccount.mts';
import { collectGarbage } from '../../../support/collectGarbage.mts';
import { VirtualClock } from '../../../support/kling/virtualClock.mts';
import { MIN, S } from '../../../support/kling/watching.mts';

const INTERVAL_MS = 10 * S;
const JOB_MS = 60 * S;
/** Kling's times are Unix times. */
const START = Date.UTC(2026, 0);

/** One n8n process whose executions share an account with this quota. */
function sharing(quota: number, jobMs = JOB_MS) {
	const clock = new VirtualClock(START);
	const account = new SimulatedAccount(clock, quota, jobMs);
	const elapsed = () => clock.now() - START;
	const tasks = new AccountTasks(clock, true);
	/** All requests, each with its time and execution: `10s two LIST 1 30`. */
	const log: string[] = [];

	/** An execution that creates a task and waits, and can be stopped. */
	function execution(name: string) {
		const stopped = new AbortController();
		const executionClock = clock.forExecution(stopped.signal);
		const api = fakeApi(async (request: HttpRequest): Promise<Reply> => {
			if (stopped.signal.aborted) return stopped.signal.reason as Error;
			log.push(`${Math.floor(elapsed() / S)}s ${name} ${api.log.at(-1)}`);
			return await account.answer(request);
		});
		const { client } = api;
		const base = { client, clock: executionClock, signal: stopped.signal };
		const create = async (externalId: string, isUpload = false) => {
			const { task } = await tasks.create({
				...base,
				group: name,
				externalId,
				beforehand: 'new',
				journal: recordingJournal(),
				isUpload,
				readBody: () => Promise.resolve({ external_task_id: externalId }),
				timeLimitMs: 24 * 60 * MIN,
			});
			return task.id;
		};
		const waitFor = async (id: string) => {
			const limits = { intervalMs: INTERVAL_MS, timeLimitMs: 60 * MIN };
			return await tasks.watcher.wait(id, { ...base, ...limits, createdAt: clock.now() });
		};
		return { client, create, waitFor, stop: (reason: Error) => stopped.abort(reason) };
	}
	return { clock, elapsed, account, log, execution };
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('forty videos of forty executions on an account with five places', () => {
	async function runAll() {
		const { elapsed, account, log, execution } = sharing(5);
		const results = await Promise.all(
			numbers(40).map(async (index) => {
				const { create, waitFor } = execution(`execution-${index}`);
				return await waitFor(await create(`item-${index}`));
			}),
		);
		return { duration: elapsed(), account, log, results };
	}

	it('all arrive', async () => {
		const { results, account } = await runAll();
		expect(results.every(({ timedOut }) => !timedOut)).toBe(true);
		expect(account.tasks).toHaveLength(40);
		expect(account.widest).toBe(5);
	});

	it('take only slightly longer than the account needs', async () => {
		const { duration } = await runAll();
		const ideal = (40 / 5) * JOB_MS;
		expect(duration).toBeLessThanOrEqual(1.15 * ideal + INTERVAL_MS);
	});

	it('cost at most two requests each, including refused ones', async () => {
		expect((await runAll()).log.length).toBeLessThanOrEqual(2 * 40);
	});
});

describe('requests of one account', () => {
	/** How long it takes to send twelve requests at once. */
	const sendTogether = async (isUpload: boolean) => {
		const { elapsed, execution } = sharing(20);
		const { create } = execution('one');
		await Promise.all(numbers(12).map((index) => create(`item-${index}`, isUpload)));
		return elapsed();
	};

	it('are sent two at a time when they carry an image, because of the memory that it takes', async () => {
		expect(await sendTogether(true)).toBe(6 * LATENCY_MS);
	});

	it('are sent four at a time when they only have its address', async () => {
		expect(await sendTogether(false)).toBe(3 * LATENCY_MS);
	});
});

describe('videos that no execution waits for', () => {
	it('free their places nevertheless, because the account watches them itself', async () => {
		// Longer than the pause between two probes for places that others free.
		const jobMs = 75 * S;
		const { elapsed, account, execution } = sharing(5, jobMs);
		const { create } = execution('one');
		await Promise.all(numbers(20).map((index) => create(`item-${index}`)));
		// Four rounds of five, the last of which only starts.
		expect(elapsed()).toBeLessThanOrEqual(1.15 * 3 * jobMs + INTERVAL_MS);
		expect(account.tasks).toHaveLength(20);
	});

	it('are not asked for while no video waits for a place', async () => {
		const { clock, log, execution } = sharing(5);
		const { create } = execution('one');
		await Promise.all(numbers(5).map((index) => create(`item-${index}`)));
		await clock.sleep(10 * MIN);
		expect(log).toEqual(Array(5).fill('0s one POST'));
	});

	it('are no longer asked for once all videos have a place', async () => {
		const { clock, log, execution } = sharing(5);
		const { create } = execution('one');
		await Promise.all(numbers(6).map((index) => create(`item-${index}`)));
		await clock.sleep(10 * MIN);
		const before = log.length;
		await clock.sleep(3 * 60 * MIN);
		expect(log).toHaveLength(before);
	});

	it('are not asked for hours later, when they must have ended', async () => {
		const { clock, log, execution } = sharing(5);
		const { create } = execution('one');
		await Promise.all(numbers(5).map((index) => create(`item-${index}`)));
		await clock.sleep(3 * 60 * MIN);
		const before = log.length;
		await Promise.all(numbers(6).map((index) => create(`later-${index}`)));
		const atOnce = log.slice(before).filter((entry) => /^1080\d/.test(entry));
		expect(atOnce).toEqual(Array(6).fill(expect.stringMatching(/POST$/)));
	});

	it('do not keep their executions in memory', async () => {
		const { execution } = sharing(20);
		const clients = await Promise.all(
			numbers(20).map(async (index) => {
				const { client, create } = execution(`execution-${index}`);
				await create(`item-${index}`);
				return new WeakRef(client);
			}),
		);
		await collectGarbage();
		// One is kept for queries.
		expect(clients.filter((client) => client.deref())).toHaveLength(1);
	});
});

describe('several executions', () => {
	it('share one query in each round', async () => {
		const { log, execution } = sharing(6, 25 * S);
		await Promise.all(
			['one', 'two', 'three'].flatMap((name) => {
				const { create, waitFor } = execution(name);
				return [1, 2].map(async (item) => waitFor(await create(`${name}-${item}`)));
			}),
		);
		const queries = log.filter((entry) => !entry.endsWith('POST'));
		expect(queries).toEqual([
			expect.stringMatching(/^10s .* LIST 1 30$/),
			expect.stringMatching(/^20s .* LIST 1 30$/),
			expect.stringMatching(/^30s .* LIST 1 30$/),
		]);
	});

	it('go on when one of them is stopped, and so do their videos', async () => {
		const { clock, execution } = sharing(6, 45 * S);
		const reason = new Error('stopped');
		const [stopped, other] = [execution('one'), execution('two')];
		clock.at(START + 15 * S, () => stopped.stop(reason));
		const wait = async ({ create, waitFor }: typeof other, item: string) => {
			const id = await create(item);
			return await waitFor(id).catch((error: unknown) => error);
		};
		const results = await Promise.all([
			...numbers(3).map((index) => wait(stopped, `one-${index}`)),
			...numbers(3).map((index) => wait(other, `two-${index}`)),
		]);
		expect(results.slice(0, 3)).toEqual(Array(3).fill(reason));
		expect(results.slice(3)).toMatchObject(Array(3).fill({ timedOut: false }));
	});

	it('get the places that the videos of a stopped one have freed', async () => {
		const { elapsed, execution } = sharing(2);
		const [stopped, other] = [execution('one'), execution('two')];
		await Promise.all(numbers(2).map((index) => stopped.create(`one-${index}`)));
		stopped.stop(new Error('stopped'));
		await other.create('two-0');
		// Found by the probe, which runs at least once a minute.
		expect(elapsed()).toBeLessThanOrEqual(JOB_MS + MIN + 2 * S);
	});

	it('do not lose their turn when one of them is stopped in the queue', async () => {
		const { clock, account, execution } = sharing(1);
		const reason = new Error('stopped');
		const [first, stopped, other] = [execution('one'), execution('two'), execution('three')];
		const id = await first.create('one-0');
		clock.at(START + 5 * S, () => stopped.stop(reason));
		const [, stop, last] = await Promise.all([
			first.waitFor(id),
			stopped.create('two-0').catch((error: unknown) => error),
			other.create('three-0'),
		]);
		expect(stop).toBe(reason);
		expect(account.tasks.map(({ externalId }) => externalId)).toEqual(['one-0', 'three-0']);
		expect(last).toBe('task-1');
	});
});
