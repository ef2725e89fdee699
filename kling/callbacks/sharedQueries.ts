import type { Clock } from '../clock';
import { createLimiter } from '../concurrency';
import { KlingError } from '../errors';
import { isFinal, type KlingTask } from '../task';

/** The least time between two queries for the same task. */
const PAUSE_MS = 1000;
/** Kling expects quick responses to its callbacks. This leaves time for the response itself. */
const TIME_LIMIT_MS = 8000;
/** Limited, because anyone who knows a trigger's address can make it send queries. */
const CONCURRENT_QUERIES = 10;
const MAX_REMEMBERED = 1000;

/**
 * Asks for the tasks that callbacks name. Callbacks for the same task share a query, and queries
 * for the same task are at least a second apart, however many callbacks come.
 */
export class SharedQueries {
	private readonly open = new Map<string, Promise<KlingTask>>();

	/** When each task was last asked for, by the monotonic clock; oldest first. */
	private readonly askedAt = new Map<string, number>();

	private readonly limit = createLimiter(CONCURRENT_QUERIES);

	constructor(private readonly clock: Clock) {}

	/**
	 * Asks for the current state of a task.
	 *
	 * @param key identifies the task among those of all accounts
	 * @throws KlingError of the query; `network` when the query takes longer than the sender of a
	 * callback waits.
	 */
	async ask(key: string, query: () => Promise<KlingTask>): Promise<KlingTask> {
		return await this.inTime(this.share(key, query));
	}

	private async share(key: string, query: () => Promise<KlingTask>): Promise<KlingTask> {
		const joined = this.open.get(key);
		if (joined) {
			const task = await joined;
			// A query that was sent before this callback may have missed the end that the callback
			// reports.
			if (isFinal(task)) return task;
		}
		return await (this.open.get(key) ?? this.start(key, query));
	}

	private start(key: string, query: () => Promise<KlingTask>): Promise<KlingTask> {
		const queuedAt = this.clock.monotonic();
		const answer = this.limit(async () => {
			// Nobody waits for it any more: a flood of callbacks must not keep the genuine ones waiting.
			if (this.clock.monotonic() - queuedAt >= TIME_LIMIT_MS) throw tooLate();
			const since = this.clock.monotonic() - (this.askedAt.get(key) ?? -Infinity);
			if (since < PAUSE_MS) await this.clock.sleep(PAUSE_MS - since);
			this.remember(key);
			return await query();
		}).finally(() => this.open.delete(key));
		this.open.set(key, answer);
		return answer;
	}

	private remember(key: string): void {
		this.askedAt.delete(key);
		this.askedAt.set(key, this.clock.monotonic());
		const [oldest] = this.askedAt.keys();
		if (this.askedAt.size > MAX_REMEMBERED && oldest !== undefined) this.askedAt.delete(oldest);
	}

	private async inTime(answer: Promise<KlingTask>): Promise<KlingTask> {
		const late = this.clock.sleep(TIME_LIMIT_MS).then(() => {
			throw tooLate();
		});
		return await Promise.race([answer, late]);
	}
}

function tooLate(): KlingError {
	return new KlingError('Kling has not answered in time', {
		kind: 'network',
		advice: 'Try again later.',
		retry: 'later',
	});
}
