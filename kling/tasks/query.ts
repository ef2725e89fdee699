import { MAX_PAGE_SIZE, type KlingClient, type TaskPage } from '../api/client';
import { settleAll, type Outcome } from '../concurrency';
import { isTransient, KlingError, rethrow } from '../errors';
import type { KlingTask } from '../task';
import type { RateLimit } from './rateLimit';

/** For each id, the task, or the error of the query for it. */
export type QueryOutcomes = Map<string, NonNullable<Outcome<KlingTask>>>;

const MIN_TASKS_FOR_LIST = 3;
/** Leaves room on a page for the tasks of others who use the account. */
const MIN_PAGE_SIZE = 30;
/** 5,000 tasks; older ones are asked for one by one. */
const MAX_PAGES = 10;
const CONCURRENT_QUERIES = 5;
/** After this many failures in a row, or one that won't pass, the list isn't used for a while. */
const MAX_LIST_FAILURES = 3;
const ROUNDS_WITHOUT_LIST = 30;
/** A task that was missing from the list this often is asked for by its id from then on. */
const MAX_MISSES = 2;
const MAX_REMEMBERED_MISSES = 10_000;

/** Whether querying the list takes fewer requests than asking for this many tasks one by one. */
export function isListCheaper(tasks: number): boolean {
	return tasks >= MIN_TASKS_FOR_LIST;
}

/**
 * Asks for the state of an account's tasks; nothing else does. There is one instance for each
 * account, because it learns what the host can do.
 */
export class TaskQuery {
	private roundsWithoutList = 0;

	private listFailures = 0;

	/** How often each task was missing from the list. */
	private readonly misses = new Map<string, number>();

	constructor(readonly rateLimit: RateLimit) {}

	/**
	 * Asks for each task once: with the list if that takes fewer requests, and one by one for those
	 * that it doesn't show.
	 *
	 * @param ids task ids or external ids, in order of creation
	 * @param isEnough ends the round early when it returns true for what is known so far; a 429 with
	 * `Retry-After` ends it, too
	 * @returns an outcome for each id, except those that an early end has left out
	 */
	async ask(
		client: KlingClient,
		ids: string[],
		isEnough: (outcomes: QueryOutcomes) => boolean = () => false,
	): Promise<QueryOutcomes> {
		const outcomes = await this.askTogether(client, ids);
		// Backwards, because the newest tasks are the likeliest to be still running.
		const left = ids.filter((id) => !outcomes.has(id)).reverse();
		await settleAll(left.length, CONCURRENT_QUERIES, async (index) => {
			if (isEnough(outcomes) || this.rateLimit.restMs > 0) return;
			const id = left[index] as string;
			outcomes.set(id, await this.outcomeOf(async () => await client.get(id)));
		}).then(throwForeignErrors);
		return outcomes;
	}

	private async askTogether(client: KlingClient, ids: string[]): Promise<QueryOutcomes> {
		const listed = ids.filter((id) => (this.misses.get(id) ?? 0) < MAX_MISSES);
		if (!isListCheaper(listed.length)) return new Map();
		if (this.roundsWithoutList > 0) {
			this.roundsWithoutList--;
			return new Map();
		}
		try {
			const found = client.getSeveral
				? toOutcomes(await client.getSeveral(listed))
				: await findInList(client, listed);
			this.listFailures = 0;
			this.rememberMisses(listed, found);
			return found;
		} catch (error) {
			if (!(error instanceof KlingError)) rethrow(error);
			this.rateLimit.heed(error);
			return this.withoutList(ids, error);
		}
	}

	/**
	 * Goes on without the list. If it is down for a moment, its error is the outcome of this round;
	 * if it doesn't exist or keeps failing, the tasks are asked for one by one.
	 */
	private withoutList(ids: string[], error: KlingError): QueryOutcomes {
		this.listFailures++;
		if (isTransient(error) && this.listFailures < MAX_LIST_FAILURES) {
			return new Map(ids.map((id) => [id, { error }]));
		}
		this.listFailures = 0;
		this.roundsWithoutList = ROUNDS_WITHOUT_LIST;
		return new Map();
	}

	/** Only Kling's errors are outcomes. Others, such as a stop by the user, end the round. */
	private async outcomeOf(ask: () => Promise<KlingTask>): Promise<NonNullable<Outcome<KlingTask>>> {
		try {
			return { value: await ask() };
		} catch (error) {
			if (!(error instanceof KlingError)) rethrow(error);
			this.rateLimit.heed(error);
			return { error };
		}
	}

	private rememberMisses(ids: string[], found: QueryOutcomes): void {
		if (this.misses.size > MAX_REMEMBERED_MISSES) this.misses.clear();
		for (const id of ids) {
			if (found.has(id)) this.misses.delete(id);
			else this.misses.set(id, (this.misses.get(id) ?? 0) + 1);
		}
	}
}

/** Reads the list for as long as each page shows some of the tasks. */
async function findInList(client: KlingClient, ids: string[]): Promise<QueryOutcomes> {
	const pageSize = Math.min(MAX_PAGE_SIZE, Math.max(MIN_PAGE_SIZE, ids.length * 2));
	const found: QueryOutcomes = new Map();
	let cursor: string | null = null;
	for (let page = 1; page <= MAX_PAGES; page++) {
		const { tasks, next }: TaskPage = await client.listPage(cursor, pageSize);
		const before = found.size;
		const byId = new Map(tasks.map((task) => [task.id, task]));
		const byExternalId = new Map(tasks.map((task) => [task.externalId, task]));
		for (const id of ids) {
			const task = byId.get(id) ?? byExternalId.get(id);
			if (task !== undefined && !found.has(id)) found.set(id, { value: task });
		}
		cursor = next;
		const isRestCheaper = !isListCheaper(ids.length - found.size);
		if (next === null || isRestCheaper || found.size === before) break;
	}
	return found;
}

function toOutcomes(tasks: Map<string, KlingTask>): QueryOutcomes {
	return new Map([...tasks].map(([id, value]) => [id, { value }]));
}

function throwForeignErrors(outcomes: Array<Outcome<void>>): void {
	for (const outcome of outcomes) if (outcome && 'error' in outcome) throw outcome.error;
}
