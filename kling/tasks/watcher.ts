import { onAbort } from '../abort';
import type { KlingClient } from '../api/client';
import { backOff } from '../api/retries';
import { sleepLong, type Clock } from '../clock';
import type { Outcome } from '../concurrency';
import { isTransient, KlingError } from '../errors';
import { isFinal, type KlingTask } from '../task';
import { JobTimes } from './jobTimes';
import type { TaskQuery } from './query';

/** While queries fail, the interval grows to at most this many times its length. */
const MAX_SLOWDOWN = 4;
/** The longest pause for a task that can't be ready yet: it may still fail early. */
const MAX_PAUSE_MS = 90_000;
/** The last query is sent this long before the time limit, so that its result still counts. */
const BEFORE_TIME_LIMIT_MS = 1_000;
/** A task is asked for this long after its expected end, when it has probably ended. */
const AFTER_EXPECTED_END_MS = 500;

/**
 * How a wait ended without an error: with a final task, or at the time limit with what was known
 * last.
 */
export type WaitResult =
	| { timedOut: false; task: KlingTask }
	| { timedOut: true; task: KlingTask | null; error: KlingError | null };

/** How to wait for a task. */
export interface WaitOptions {
	client: KlingClient;
	/** The clock of the execution, whose sleep ends when the execution is stopped. */
	clock: Clock;
	/** Milliseconds between two queries. */
	intervalMs: number;
	/** Milliseconds from now. */
	timeLimitMs: number;
	/**
	 * When the task was created, by the monotonic clock. Null when it may have ended already: it is
	 * then asked for at once.
	 */
	createdAt: number | null;
	/** Ends the wait with its reason. */
	signal?: AbortSignal;
}

/** One wait for a task. Times are in milliseconds of the watcher's clock. */
interface Waiter {
	readonly id: string;
	readonly client: KlingClient;
	readonly intervalMs: number;
	/** When the task was created; null when that isn't known. */
	readonly createdAt: number | null;
	/** When to ask for the last time before the time limit. */
	readonly lastDue: number;
	/** When to ask next. */
	due: number;
	failures: number;
	last: KlingTask | null;
	lastError: KlingError | null;
	readonly resolve: (task: KlingTask) => void;
	readonly reject: (error: unknown) => void;
}

/**
 * Waits for the tasks of an account on behalf of all executions, with as few queries as possible:
 * one round asks for all tasks that are due. A failed query doesn't end a wait unless another try
 * would fail, too (a wrong key, an unknown id); otherwise the wait goes on until its time limit.
 */
export class TaskWatcher {
	private readonly waiters = new Set<Waiter>();

	private readonly jobTimes = new JobTimes();

	private isRunning = false;

	/** Ends the pause between two rounds. */
	private alarm = new AbortController();

	/**
	 * @param clock the clock of the process, whose sleep goes on when an execution is stopped
	 * @param onEnd called once for each wait that has seen its task end
	 */
	constructor(
		private readonly query: TaskQuery,
		private readonly clock: Clock,
		private readonly onEnd: (task: KlingTask) => void = () => {},
	) {}

	/**
	 * Waits for one task.
	 *
	 * @param id task id or external id
	 * @throws KlingError when no later query can succeed; the clock's error when the execution is
	 * stopped; the signal's reason.
	 */
	async wait(id: string, options: WaitOptions): Promise<WaitResult> {
		const { clock, timeLimitMs, signal } = options;
		signal?.throwIfAborted();
		const over = new AbortController();
		const { waiter, ended } = this.add(id, options);
		const forget = signal && onAbort(signal, () => waiter.reject(signal.reason));
		try {
			return await Promise.race([
				ended.then((task): WaitResult => ({ timedOut: false, task })),
				sleepLong(clock, timeLimitMs, over.signal).then(
					(): WaitResult => ({ timedOut: true, task: waiter.last, error: waiter.lastError }),
				),
			]);
		} finally {
			forget?.();
			this.waiters.delete(waiter);
			over.abort();
			if (this.waiters.size === 0) this.alarm.abort();
		}
	}

	private add(id: string, { client, intervalMs, createdAt, timeLimitMs }: WaitOptions) {
		let resolve: Waiter['resolve'] = () => {};
		let reject: Waiter['reject'] = () => {};
		const ended = new Promise<KlingTask>((onEnded, onError) => {
			resolve = onEnded;
			reject = onError;
		});
		const now = this.clock.monotonic();
		const waiter: Waiter = {
			id,
			client,
			intervalMs,
			createdAt,
			lastDue: now + Math.max(0, timeLimitMs - BEFORE_TIME_LIMIT_MS),
			due: now,
			failures: 0,
			last: null,
			lastError: null,
			resolve,
			reject,
		};
		if (createdAt !== null) this.schedule(waiter, createdAt, this.pauseFor(waiter, createdAt));
		this.waiters.add(waiter);
		this.alarm.abort();
		if (!this.isRunning) void this.run();
		return { waiter, ended };
	}

	private async run(): Promise<void> {
		this.isRunning = true;
		try {
			// Lets the other items of the same run register first, so that one round asks for all.
			await Promise.resolve();
			while (this.waiters.size > 0) {
				await this.pauseUntilDue();
				await this.askForDue();
			}
		} catch (error) {
			for (const waiter of this.waiters) waiter.reject(error);
			this.waiters.clear();
		} finally {
			this.isRunning = false;
		}
	}

	/**
	 * Sleeps until a task is due. Returns early when a wait begins, or when the last one has ended.
	 */
	private async pauseUntilDue(): Promise<void> {
		this.alarm = new AbortController();
		const { signal } = this.alarm;
		const due = Math.min(...[...this.waiters].map((waiter) => waiter.due));
		const pause = Math.max(due - this.clock.monotonic(), this.query.rateLimit.restMs);
		if (pause > 0) {
			await this.clock.sleep(pause, signal).catch((error: unknown) => {
				if (!signal.aborted) throw error;
			});
		}
	}

	/** Asks for all tasks that are due now or soon. */
	private async askForDue(): Promise<void> {
		const now = this.clock.monotonic();
		const waiters = [...this.waiters];
		if (this.query.rateLimit.restMs > 0) return;
		if (!waiters.some(({ due }) => due <= now)) return;
		const asking = waiters.filter(({ due, intervalMs }) => due <= now + intervalMs / 2);
		const { client } = asking[0] as Waiter;
		const ids = [...new Set(asking.map(({ id }) => id))];
		try {
			const outcomes = await this.query.ask(client, ids, () => !this.waiters.size);
			for (const [id, outcome] of outcomes) this.settle(id, outcome);
		} catch (error) {
			this.dropClient(client, error);
		}
	}

	/** Passes the outcome for a task to all waits for it. */
	private settle(id: string, outcome: NonNullable<Outcome<KlingTask>>): void {
		for (const waiter of [...this.waiters].filter((other) => other.id === id)) {
			if ('error' in outcome) this.noteError(waiter, outcome.error as KlingError);
			else this.noteTask(waiter, outcome.value);
		}
	}

	private noteTask(waiter: Waiter, task: KlingTask): void {
		const now = this.clock.monotonic();
		Object.assign(waiter, { last: task, lastError: null, failures: 0 });
		this.schedule(waiter, now, this.pauseFor(waiter, now));
		if (!isFinal(task)) return;
		this.waiters.delete(waiter);
		this.jobTimes.learn(task);
		waiter.resolve(task);
		// Later, so that a wait whose task has failed can first end everything else.
		void this.clock.sleep(0).then(() => this.onEnd(task));
	}

	private noteError(waiter: Waiter, error: KlingError): void {
		if (!isTransient(error)) {
			this.waiters.delete(waiter);
			waiter.reject(error);
			return;
		}
		waiter.failures++;
		waiter.lastError = error;
		const { intervalMs, failures } = waiter;
		const slowest = intervalMs * MAX_SLOWDOWN;
		const pause = backOff(failures, error, this.clock, { first: intervalMs, most: slowest });
		this.schedule(waiter, this.clock.monotonic(), pause);
	}

	/**
	 * Requests can't be sent on behalf of an execution that was stopped. The waits of others go on.
	 */
	private dropClient(client: KlingClient, error: unknown): void {
		for (const waiter of [...this.waiters].filter((other) => other.client === client)) {
			this.waiters.delete(waiter);
			waiter.reject(error);
		}
	}

	private schedule(waiter: Waiter, start: number, pause: number): void {
		const next = start + pause;
		waiter.due = start < waiter.lastDue ? Math.min(next, waiter.lastDue) : next;
	}

	/** The interval, or longer for a task that, to judge by others, can't be ready by then. */
	private pauseFor({ createdAt, intervalMs }: Waiter, now: number): number {
		const { shortest } = this.jobTimes;
		if (createdAt === null || shortest === null) return intervalMs;
		const untilExpectedEnd = createdAt + shortest + AFTER_EXPECTED_END_MS - now;
		return Math.max(intervalMs, Math.min(untilExpectedEnd, MAX_PAUSE_MS));
	}
}
