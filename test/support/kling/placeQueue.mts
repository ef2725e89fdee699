import { KlingError } from '../../../kling/errors';
import { PlaceQueue, type QueueOptions } from '../../../kling/tasks/placeQueue';
import { RateLimit } from '../../../kling/tasks/rateLimit';
import { VirtualClock } from './virtualClock.mts';
import { MIN, S } from './watching.mts';

/** How long a create takes, in milliseconds. */
export const REQUEST_MS = 200;
/** How long a video takes, in milliseconds. */
export const JOB_MS = 60 * S;

/** How a host refuses a create. */
export interface Refusal {
	/** Kling's code. */
	code?: number;
	retryAfterMs?: number;
}

/** A 429, by default without a reason. */
export function refuse(refusal: Refusal = {}): KlingError {
	return new KlingError('slow down', { kind: 'refused', advice: '', httpStatus: 429, ...refusal });
}

/** A queue for places, whose attempts are the test's. */
export interface AttemptQueue {
	clock: VirtualClock;
	/** Knows until when the host wants no requests. */
	rateLimit: RateLimit;
	queue: PlaceQueue;
	/** Puts an attempt into the queue, where by default it waits for up to a day. */
	submitAttempt: <T>(attempt: () => Promise<T>, options?: Partial<QueueOptions>) => Promise<T>;
}

/** A queue that knows nothing of its account yet. */
export function emptyQueue(): AttemptQueue {
	const clock = new VirtualClock();
	const rateLimit = new RateLimit(clock);
	const queue = new PlaceQueue(clock, rateLimit, () => {});
	const submitAttempt: AttemptQueue['submitAttempt'] = async (attempt, options) => {
		const { signal } = new AbortController();
		const all = { group: 'one', clock, timeLimitMs: 24 * 60 * MIN, signal, ...options };
		return await queue.submit(attempt, all);
	};
	return { clock, rateLimit, queue, submitAttempt };
}

/** An account with some places, and what has become of its creates. */
export interface PlacedAccount {
	/** How many videos it makes at the same time. */
	quota: number;
	running: number;
	/** The largest number of videos that ran at the same time. */
	widest: number;
	refusals: number;
	/** The names of the videos, in the order in which they started. */
	started: string[];
}

/** A queue for the places of an account. */
export interface AccountQueue extends AttemptQueue {
	account: PlacedAccount;
	/** Puts the create of a video into the queue. */
	submit: (name: string, options?: Partial<QueueOptions>) => Promise<string>;
}

/** An account with some places, and a queue for them that learns of the end of its own tasks. */
export function queueFor(quota: number): AccountQueue {
	const attempts = emptyQueue();
	const { clock, queue } = attempts;
	const account: PlacedAccount = { quota, running: 0, widest: 0, refusals: 0, started: [] };
	const create = async (name: string) => {
		await clock.sleep(REQUEST_MS);
		if (account.running >= account.quota) {
			account.refusals++;
			throw refuse({ code: 1303 });
		}
		account.widest = Math.max(account.widest, ++account.running);
		account.started.push(name);
		clock.at(clock.now() + JOB_MS, () => {
			account.running--;
			queue.release();
		});
		return name;
	};
	const submit: AccountQueue['submit'] = async (name, options) =>
		await attempts.submitAttempt(async () => await create(name), options);
	return { ...attempts, account, submit };
}

/** When a work has ended, and with what. */
export interface TimedEnd {
	at: number;
	/** Its value, or its error. */
	result: unknown;
}

/** Records when and with what the work has ended. */
export async function timed(clock: VirtualClock, work: Promise<unknown>): Promise<TimedEnd> {
	const result = await work.catch((error: unknown) => error);
	return { at: clock.now(), result };
}
