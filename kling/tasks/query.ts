import { MAX_PAGE_SIZE, type KlingClient, type TaskPage } from '../api/client';
import { settleAll, type Outcome } from '../concurrency';
import { isTransient, KlingError, rethrow } from '../errors';
import type { KlingTask } from '../task';

/** What is known of each task that was asked for: the task, or why it could not be asked for. */
export type QueryOutcomes = Map<string, NonNullable<Outcome<KlingTask>>>;

const MIN_TASKS_FOR_LIST = 3;
/** A page has room for tasks of others who use the account too. */
const MIN_PAGE_SIZE = 30;
/** 5,000 tasks; whatever is older is asked for singly. */
const MAX_PAGES = 10;
const CONCURRENT_QUERIES = 5;
/** A list that fails this often in a row is left alone for a while. */
const MAX_LIST_FAILURES = 3;
const ROUNDS_WITHOUT_LIST = 30;
/** A task that the list has not shown this often is asked for singly from then on. */
const MAX_MISSES = 2;
const MAX_REMEMBERED_MISSES = 10_000;

/** Whether one query for the list is cheaper than asking for each of this many tasks. */
export function isListCheaper(tasks: number): boolean {
	return tasks >= MIN_TASKS_FOR_LIST;
}

/**
 * The one way to ask how tasks of an account stand. It learns what the host can do, so there is one of
 * it for each account.
 */
export class TaskQuery {
	private roundsWithoutList = 0;

	private listFailures = 0;

	/** How often the list has not shown a task. */
	private readonly misses = new Map<string, number>();

	/**
	 * Asks once for each task: with the list where that takes fewer requests, singly for what it doesn't
	 * show.
	 *
	 * @param ids task ids or external ids, in order of creation
	 * @param isEnough ends the round early when it holds for what is known so far
	 * @returns an outcome for each id; without those that an early end has left out
	 */
	async ask(
		client: KlingClient,
		ids: string[],
		isEnough: (outcomes: QueryOutcomes) => boolean = () => false,
	): Promise<QueryOutcomes> {
		const outcomes = await this.askTogether(client, ids);
		// The newest are the likeliest to be still under way.
		const left = ids.filter((id) => !outcomes.has(id)).reverse();
		await settleAll(left.length, CONCURRENT_QUERIES, async (index) => {
			if (isEnough(outcomes)) return;
			const id = left[index] as string;
			outcomes.set(id, await outcomeOf(async () => await client.get(id)));
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
			return this.withoutList(ids, error);
		}
	}

	/** A list that is down for a moment ends the round; one that isn't there, or keeps failing, does not. */
	private withoutList(ids: string[], error: KlingError): QueryOutcomes {
		this.listFailures++;
		if (isTransient(error) && this.listFailures < MAX_LIST_FAILURES) {
			return new Map(ids.map((id) => [id, { error }]));
		}
		this.listFailures = 0;
		this.roundsWithoutList = isTransient(error) ? ROUNDS_WITHOUT_LIST : Infinity;
		return new Map();
	}

	private rememberMisses(ids: string[], found: QueryOutcomes): void {
		if (this.misses.size > MAX_REMEMBERED_MISSES) this.misses.clear();
		for (const id of ids) {
			if (found.has(id)) this.misses.delete(id);
			else this.misses.set(id, (this.misses.get(id) ?? 0) + 1);
		}
	}
}

/** Goes through the list for as long as its pages show some of the tasks. */
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
		const isCheaperSingly = !isListCheaper(ids.length - found.size);
		if (next === null || isCheaperSingly || found.size === before) break;
	}
	return found;
}

function toOutcomes(tasks: Map<string, KlingTask>): QueryOutcomes {
	return new Map([...tasks].map(([id, value]) => [id, { value }]));
}

/** Only Kling's errors are outcomes; a stop by the user ends the round. */
async function outcomeOf(ask: () => Promise<KlingTask>): Promise<NonNullable<Outcome<KlingTask>>> {
	try {
		return { value: await ask() };
	} catch (error) {
		if (error instanceof KlingError) return { error };
		return rethrow(error);
	}
}

function throwForeignErrors(outcomes: Array<Outcome<void>>): void {
	for (const outcome of outcomes) if (outcome && 'error' in outcome) throw outcome.error;
}
