import { settleAll, type Outcome } from '../concurrency';
import type { KlingClient } from '../api/client';
import type { Clock } from '../clock';
import { isTransient, KlingError, rethrow } from '../errors';
import { isListCheaper, listNamed } from './query';
import { backOff } from '../api/retries';
import { isFinal, type KlingTask } from '../task';

/** A list that keeps failing may be missing, while asking for each task works. */
const MAX_LIST_FAILURES = 3;
const CONCURRENT_QUERIES = 5;
/** While queries fail, the interval grows up to so many times its length. */
const MAX_SLOWDOWN = 4;

/** How a wait ended without an error: with a final task, or at the time limit with what was known last. */
export type WaitResult =
	| { timedOut: false; task: KlingTask }
	| { timedOut: true; task: KlingTask | null; error: KlingError | null };

interface Waiter {
	id: string;
	/** Unix time in milliseconds. */
	deadline: number;
	last: KlingTask | null;
	lastError: KlingError | null;
	resolve: (result: WaitResult) => void;
	reject: (error: unknown) => void;
}

export interface WatchOptions {
	/** Milliseconds between two rounds of queries. */
	intervalMs: number;
	/** For tasks that may have ended already: don't wait for the first interval. */
	askAtOnce: boolean;
}

/**
 * Waits for any number of tasks with one loop of queries. Failed queries never end a wait, its time
 * limit does; only an answer that can't change (a wrong key, an unknown id) is an error.
 */
export class TaskWatcher {
	private readonly waiters = new Set<Waiter>();

	private isRunning = false;

	private stopped: { reason: unknown } | null = null;

	private failures = 0;

	/** Not every gateway has the list, and old tasks aren't on its first page. */
	private isListUseful = true;

	private listFailures = 0;

	constructor(
		private readonly client: KlingClient,
		private readonly clock: Clock,
		private readonly options: WatchOptions,
	) {}

	/**
	 * Waits for one task.
	 *
	 * @param id task id or external id
	 * @param timeLimitMs from now
	 * @throws KlingError that no later query can mend; the stop error of the clock; the reason of {@link stop}.
	 */
	async wait(id: string, timeLimitMs: number): Promise<WaitResult> {
		if (this.stopped) throw this.stopped.reason;
		const result = new Promise<WaitResult>((resolve, reject) => {
			const deadline = this.clock.now() + timeLimitMs;
			this.waiters.add({ id, deadline, last: null, lastError: null, resolve, reject });
		});
		if (!this.isRunning) void this.run();
		return await result;
	}

	/** Ends all waits with this error, those that come later too, and asks nothing more. */
	stop(reason: unknown): void {
		this.stopped ??= { reason };
		for (const waiter of this.waiters) waiter.reject(reason);
		this.waiters.clear();
	}

	private async run(): Promise<void> {
		this.isRunning = true;
		try {
			// Lets the other items of the same run register first, so that one round asks for all.
			await Promise.resolve();
			if (!this.options.askAtOnce) await this.pause(this.options.intervalMs);
			while (this.waiters.size > 0) {
				const error = await this.askForAll();
				this.endExpired();
				if (this.waiters.size > 0) await this.pause(this.nextDelay(error));
			}
		} catch (error) {
			this.stop(error);
		} finally {
			this.isRunning = false;
		}
	}

	private async pause(milliseconds: number): Promise<void> {
		const deadlines = [...this.waiters].map((waiter) => waiter.deadline);
		const untilDeadline = Math.max(0, Math.min(...deadlines) - this.clock.now());
		await this.clock.sleep(Math.min(milliseconds, untilDeadline));
	}

	private nextDelay(error: KlingError | null): number {
		const { intervalMs } = this.options;
		this.failures = error ? this.failures + 1 : 0;
		if (!error) return intervalMs;
		return backOff(this.failures, error, this.clock, {
			first: intervalMs,
			most: intervalMs * MAX_SLOWDOWN,
		});
	}

	/** One round; of the errors that may pass by themselves, returns the one that asks for the longest pause. */
	private async askForAll(): Promise<KlingError | null> {
		const waiting = new Set([...this.waiters].map((waiter) => waiter.id));
		const listError = await this.askList(waiting);
		if (listError) return listError;
		const ids = [...waiting];
		const outcomes = await settleAll(ids.length, CONCURRENT_QUERIES, async (index) => {
			if (this.stopped) throw this.stopped.reason;
			return await this.client.get(ids[index] as string);
		});
		const errors = ids
			.map((id, index) => this.settle(id, outcomes[index]))
			.filter((error) => error !== null)
			.sort((a, b) => (b.retryAfterMs ?? 0) - (a.retryAfterMs ?? 0));
		return errors[0] ?? null;
	}

	/** Takes the tasks that the list shows out of `waiting`. */
	private async askList(waiting: Set<string>): Promise<KlingError | null> {
		if (!this.isListUseful || !isListCheaper(waiting.size)) return null;
		const asked = waiting.size;
		try {
			for (const [id, task] of await listNamed(this.client, [...waiting])) {
				waiting.delete(id);
				this.settle(id, { value: task });
			}
			this.isListUseful = waiting.size < asked;
			this.listFailures = 0;
			return null;
		} catch (error) {
			if (!(error instanceof KlingError)) rethrow(error);
			this.listFailures++;
			this.isListUseful = isTransient(error) && this.listFailures < MAX_LIST_FAILURES;
			return this.isListUseful ? this.remember(waiting, error) : null;
		}
	}

	/** Brings what was learned of one id to everyone who waits for it. */
	private settle(id: string, outcome: Outcome<KlingTask>): KlingError | null {
		const concerned = [...this.waiters].filter((waiter) => waiter.id === id);
		if (!outcome) return null;
		if ('error' in outcome) {
			if (isTransient(outcome.error)) return this.remember(new Set([id]), outcome.error);
			for (const waiter of concerned) this.end(waiter, () => waiter.reject(outcome.error));
			return null;
		}
		const task = outcome.value;
		for (const waiter of concerned) {
			waiter.last = task;
			waiter.lastError = null;
			if (isFinal(task)) this.end(waiter, () => waiter.resolve({ timedOut: false, task }));
		}
		return null;
	}

	private remember(ids: Set<string>, error: KlingError): KlingError {
		for (const waiter of this.waiters) if (ids.has(waiter.id)) waiter.lastError = error;
		return error;
	}

	private endExpired(): void {
		const now = this.clock.now();
		for (const waiter of [...this.waiters]) {
			if (waiter.deadline > now) continue;
			const { last, lastError } = waiter;
			this.end(waiter, () => waiter.resolve({ timedOut: true, task: last, error: lastError }));
		}
	}

	private end(waiter: Waiter, finish: () => void): void {
		this.waiters.delete(waiter);
		finish();
	}
}
