import type { Clock } from '../clock';
import { createLimiter } from '../concurrency';
import { KlingError } from '../errors';
import { isFinal, type KlingTask } from '../task';

/** Between two queries for the same task. */
const PAUSE_MS = 1000;
/** Kling wants its callbacks answered quickly; there is time left for the answer itself. */
const TIME_LIMIT_MS = 8000;
/** Whoever knows the address of a trigger can make it ask. */
const CONCURRENT_QUERIES = 10;
const MAX_REMEMBERED = 1000;

/**
 * Asks for tasks that callbacks name, however many come: those for the same task share a query, and
 * the next one for it follows no sooner than a second after the last.
 */
export class SharedQueries {
	private readonly open = new Map<string, Promise<KlingTask>>();

	/** When a task was asked for last, Unix time in milliseconds; the oldest first. */
	private readonly askedAt = new Map<string, number>();

	private readonly limit = createLimiter(CONCURRENT_QUERIES);

	constructor(private readonly clock: Clock) {}

	/**
	 * The task as Kling tells of it now.
	 *
	 * @param key what tells the task from all others, of other accounts too
	 * @throws KlingError of the query; `network` when it takes longer than a caller can be expected to wait.
	 */
	async ask(key: string, query: () => Promise<KlingTask>): Promise<KlingTask> {
		return await this.inTime(this.share(key, query));
	}

	private async share(key: string, query: () => Promise<KlingTask>): Promise<KlingTask> {
		const joined = this.open.get(key);
		if (joined) {
			const task = await joined;
			// What was sent before this call can't tell of an end that has caused it.
			if (isFinal(task)) return task;
		}
		return await (this.open.get(key) ?? this.start(key, query));
	}

	private start(key: string, query: () => Promise<KlingTask>): Promise<KlingTask> {
		const answer = this.limit(async () => {
			const since = this.clock.now() - (this.askedAt.get(key) ?? -Infinity);
			if (since < PAUSE_MS) await this.clock.sleep(PAUSE_MS - since);
			this.remember(key);
			return await query();
		}).finally(() => this.open.delete(key));
		this.open.set(key, answer);
		return answer;
	}

	private remember(key: string): void {
		this.askedAt.delete(key);
		this.askedAt.set(key, this.clock.now());
		const [oldest] = this.askedAt.keys();
		if (this.askedAt.size > MAX_REMEMBERED && oldest !== undefined) this.askedAt.delete(oldest);
	}

	private async inTime(answer: Promise<KlingTask>): Promise<KlingTask> {
		const late = this.clock.sleep(TIME_LIMIT_MS).then(() => {
			throw new KlingError('Kling has not answered in time', {
				kind: 'network',
				advice: 'Try again later.',
				retry: 'later',
			});
		});
		return await Promise.race([answer, late]);
	}
}
