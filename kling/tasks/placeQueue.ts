import { onAbort } from '../abort';
import { describeCode } from '../api/errorTable';
import { sleepLong, type Clock } from '../clock';
import { KlingError } from '../errors';
import type { RateLimit } from './rateLimit';
import { Turns } from './turns';

/** Few, so that not many are refused before the account is known to be full. */
const CONCURRENT_ATTEMPTS = 4;
/** Pauses before an attempt that isn't prompted by the end of a task of ours. */
const FIRST_PROBE_MS = 10_000;
const LAST_PROBE_MS = 60_000;
/**
 * Some gateways answer 429 without a reason. After this many in a row, in about 18 minutes, a full
 * account is no longer the likely reason.
 */
const MAX_VAGUE_REFUSALS = 20;

/** How an attempt waits for its turn. */
export interface QueueOptions {
	/** The execution. Groups take turns, so that one doesn't wait behind all items of another. */
	group: string;
	/** The clock of the execution, whose sleep ends when the execution is stopped. */
	clock: Clock;
	/** Milliseconds from now. */
	timeLimitMs: number;
	/** Ends the wait for a place, with its reason. An attempt that is under way is completed. */
	signal: AbortSignal;
}

/** An attempt that waits for a place. */
class QueueEntry {
	/** Why it may no longer wait; null while it may. */
	end: { reason: unknown } | null = null;

	readonly result: Promise<unknown>;

	resolve: (value: unknown) => void = () => {};

	reject: (error: unknown) => void = () => {};

	/** @param number counts entries in the order of arrival */
	constructor(
		readonly number: number,
		readonly group: string,
		readonly attempt: () => Promise<unknown>,
	) {
		this.result = new Promise((resolve, reject) => {
			this.resolve = resolve;
			this.reject = reject;
		});
	}
}

/**
 * The queue for places: an account runs only a few tasks at once, and a refusal for that reason
 * proves that no task was created (API §4). Executions take turns; the attempts of one execution
 * are made in the order of arrival. A place that a task of ours frees is taken at once. Places that
 * others free are found by probing.
 */
export class PlaceQueue {
	private readonly turns = new Turns<QueueEntry>();

	private submitted = 0;

	private attempting = 0;

	/** How many attempts may be made now; unlimited until the account is known to be full. */
	private permits = Infinity;

	private vagueRefusals = 0;

	private isProbing = false;

	private isResting = false;

	/**
	 * @param clock the clock of the process, whose sleep goes on when an execution is stopped
	 * @param rateLimit of the account
	 * @param onFull called whenever an attempt has to wait for a place
	 */
	constructor(
		private readonly clock: Clock,
		private readonly rateLimit: RateLimit,
		private readonly onFull: () => void,
	) {}

	/** Whether the account is full and an attempt waits for a place. */
	get isWaitedFor(): boolean {
		return !this.turns.isEmpty && this.permits !== Infinity;
	}

	/**
	 * Makes the attempt as soon as it is its turn and there may be a place. Repeats it for as long as
	 * it is refused for want of one.
	 *
	 * @throws KlingError (`refused`) after the time limit; the signal's reason; any other error of
	 * the attempt.
	 */
	async submit<T>(attempt: () => Promise<T>, options: QueueOptions): Promise<T> {
		const { group, clock, timeLimitMs, signal } = options;
		signal.throwIfAborted();
		const entry = new QueueEntry(this.submitted++, group, attempt);
		const over = new AbortController();
		const forget = onAbort(signal, () => this.end(entry, signal.reason));
		this.turns.add(entry);
		this.advance();
		const timeLimit = sleepLong(clock, timeLimitMs, over.signal).then(async () => {
			this.end(entry, queueTimeLimitError(timeLimitMs));
			return await entry.result;
		});
		try {
			return (await Promise.race([entry.result, timeLimit])) as T;
		} finally {
			forget();
			this.remove(entry);
			over.abort();
		}
	}

	/** To be called when a task of the account has ended, which frees a place. */
	release(): void {
		this.vagueRefusals = 0;
		this.permits++;
		this.advance();
	}

	/** Ends a wait at once. An attempt that is under way may still succeed, but won't be repeated. */
	private end(entry: QueueEntry, reason: unknown): void {
		entry.end = { reason };
		if (this.remove(entry)) entry.reject(reason);
	}

	private advance(): void {
		if (this.rateLimit.restMs > 0) void this.rest();
		else this.fillPermits();
		this.forgetWhenEmpty();
	}

	/** No attempt begins while the host wants no requests. */
	private async rest(): Promise<void> {
		if (this.isResting) return;
		this.isResting = true;
		while (this.rateLimit.restMs > 0) await this.clock.sleep(this.rateLimit.restMs);
		this.isResting = false;
		this.advance();
	}

	private fillPermits(): void {
		while (this.permits > 0 && this.attempting < CONCURRENT_ATTEMPTS) {
			const entry = this.turns.take();
			if (!entry) break;
			this.permits--;
			void this.try(entry);
		}
	}

	/** When no attempt waits, nothing looks for free places, so the next attempt has to try. */
	private forgetWhenEmpty(): void {
		if (this.turns.isEmpty) this.permits = Infinity;
	}

	/** Makes the attempt; returns whether it took a place. */
	private async try(entry: QueueEntry): Promise<boolean> {
		this.attempting++;
		try {
			entry.resolve(await entry.attempt());
			this.vagueRefusals = 0;
			return true;
		} catch (error) {
			this.rateLimit.heed(error);
			if (isRefusedForPlace(error)) this.waitForPlace(entry, error);
			else {
				// The place is still free.
				this.permits++;
				entry.reject(error);
			}
			return false;
		} finally {
			this.attempting--;
			this.advance();
		}
	}

	private waitForPlace(entry: QueueEntry, refusal: KlingError): void {
		if (this.permits === Infinity) this.permits = 0;
		if (isVague(refusal)) this.vagueRefusals++;
		if (entry.end) entry.reject(entry.end.reason);
		else this.turns.putBack(entry);
		// Even if this one no longer waits, others may.
		if (this.vagueRefusals > MAX_VAGUE_REFUSALS) this.rejectAll(refusal);
		else void this.probe();
		this.onFull();
	}

	/** Looks for places that others free, who may use the account, too. */
	private async probe(): Promise<void> {
		if (this.isProbing) return;
		this.isProbing = true;
		for (let pause = FIRST_PROBE_MS; this.isWaitedFor; ) {
			await this.clock.sleep(Math.max(pause, this.rateLimit.restMs));
			const isPlaced = this.isWaitedFor && (await this.fillPlaces());
			pause = isPlaced ? FIRST_PROBE_MS : Math.min(2 * pause, LAST_PROBE_MS);
		}
		this.isProbing = false;
	}

	/** Makes attempts until one is refused; returns whether any took a place. */
	private async fillPlaces(): Promise<boolean> {
		for (let taken = 0; ; taken++) {
			const entry = this.rateLimit.restMs > 0 ? undefined : this.turns.take();
			if (!entry || !(await this.try(entry))) return taken > 0;
		}
	}

	/** Removes an entry; returns whether it was waiting. */
	private remove(entry: QueueEntry): boolean {
		const wasWaiting = this.turns.remove(entry);
		this.forgetWhenEmpty();
		return wasWaiting;
	}

	private rejectAll(reason: unknown): void {
		this.vagueRefusals = 0;
		for (const entry of this.turns.removeAll()) entry.reject(reason);
	}
}

/**
 * Whether the error is a refusal that passes by itself and proves that no task was created: rate
 * (1302), quota (1303), or a bare 429.
 */
function isRefusedForPlace(error: unknown): error is KlingError {
	if (!(error instanceof KlingError)) return false;
	return error.code === 1302 || error.code === 1303 || isVague(error);
}

/** HTTP 429 without a code of Kling's (API §3a). */
function isVague({ httpStatus, code }: KlingError): boolean {
	return httpStatus === 429 && describeCode(typeof code === 'number' ? code : null) === undefined;
}

function queueTimeLimitError(timeLimitMs: number): KlingError {
	const minutes = Math.round(timeLimitMs / 6000) / 10;
	return new KlingError(`The account had no free place for this video within ${minutes} minutes`, {
		kind: 'refused',
		advice:
			'Nothing was created or charged for it. Run it again when other videos of the account have ended, or raise Queue Time Limit.',
		code: 1303,
	});
}
