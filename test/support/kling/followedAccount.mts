import type { KlingClient } from '../../../kling/api/client';
import { findEndedSince, startFollowing } from '../../../kling/tasks/endedTasks';
import { parseTaskCursor, type TaskCursor } from '../../../kling/tasks/taskCursor';
import { fakeApi, success, taskData, unknownTask, type Reply } from './fakeApi.mts';
import { VirtualClock } from './virtualClock.mts';
import { MIN } from './watching.mts';

/** The times and states of a task, in Unix milliseconds. */
export interface Life {
	id: string;
	createdAt: number;
	/** Infinity for a task that never ends. */
	endsAt: number;
	/** How it ends; `succeed` when not given. */
	end?: 'succeed' | 'failed';
	/** The status until it ends; `processing` when not given. */
	before?: string;
}

/** When following begins. */
export const START = Date.UTC(2026, 0);

/** An account with a list, which is followed from {@link START} on, as the polling trigger does. */
export class FollowedAccount {
	readonly clock = new VirtualClock(START);

	/** The ids of the tasks found to have ended, in this order. */
	readonly reported: string[] = [];

	/** The next responses of the list, in order, instead of the real ones. */
	readonly failures: Reply[] = [];

	private readonly api = fakeApi(async ({ url }) => {
		const failure = this.failures.shift();
		if (failure) return failure;
		await this.clock.sleep(this.requestMs);
		const { pathname, searchParams } = new URL(url);
		if (searchParams.has('pageNum')) return success(this.page(searchParams));
		const life = this.lives.find(({ id }) => pathname.endsWith(`/${id}`));
		return life ? success(this.tell(life)) : unknownTask();
	});

	/** The cursor that is stored between two looks. */
	private stored = '';

	/** @param requestMs how long a request takes, while the list goes on changing */
	constructor(
		private readonly lives: Life[],
		private readonly requestMs: number,
	) {}

	/** All requests so far in short form. */
	get log(): string[] {
		return this.api.log;
	}

	get client(): KlingClient {
		return this.api.client;
	}

	get cursor(): TaskCursor {
		return parseTaskCursor(JSON.parse(this.stored)) as TaskCursor;
	}

	/** The stored cursor, for {@link restart}. */
	get storedCursor(): string {
		return this.stored;
	}

	async start(): Promise<void> {
		this.stored = JSON.stringify(await startFollowing(this.client, this.clock));
	}

	/** Continues with a cursor that was stored at another time. */
	restart(storedCursor: string): void {
		this.stored = storedCursor;
	}

	/**
	 * Looks at a point in time, and returns the ids of the tasks that have ended since the previous
	 * look.
	 */
	async look(time = this.clock.now()): Promise<string[]> {
		await this.clock.sleep(Math.max(0, time - this.clock.now()));
		const { ended, cursor } = await findEndedSince(this.client, this.clock, this.cursor);
		this.stored = JSON.stringify(cursor);
		const ids = ended.map(({ id }) => id);
		this.reported.push(...ids);
		return ids;
	}

	private page(query: URLSearchParams): unknown[] {
		const size = Number(query.get('pageSize'));
		const skipped = (Number(query.get('pageNum')) - 1) * size;
		// Of the same millisecond, too, the last one comes first.
		const newestFirst = this.lives.toReversed().sort((a, b) => b.createdAt - a.createdAt);
		const first = newestFirst.findIndex(({ createdAt }) => createdAt <= this.clock.now());
		if (first === -1) return [];
		return newestFirst
			.slice(first + skipped, first + skipped + size)
			.map((life) => this.tell(life));
	}

	private tell({ id, createdAt, endsAt, end = 'succeed', before = 'processing' }: Life): object {
		const hasEnded = endsAt <= this.clock.now();
		return taskData({
			task_id: id,
			task_status: hasEnded ? end : before,
			created_at: createdAt,
			updated_at: hasEnded ? endsAt : createdAt,
		});
	}
}

/** Starts to follow an account; see {@link FollowedAccount}. */
export async function follow(tasks: Life[], requestMs = 0): Promise<FollowedAccount> {
	const account = new FollowedAccount(tasks, requestMs);
	await account.start();
	return account;
}

/**
 * A number of tasks, created one after the other, each of which runs for as long as `runsFor` says.
 */
export function lives(
	count: number,
	firstAt: number,
	everyMs: number,
	runsFor: (index: number) => number = () => 8 * MIN,
): Life[] {
	return Array.from({ length: count }, (_, index) => {
		const createdAt = firstAt + index * everyMs;
		return { id: `t${createdAt}-${index}`, createdAt, endsAt: createdAt + runsFor(index) };
	});
}
