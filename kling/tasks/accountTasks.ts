import type { KlingClient } from '../api/client';
import type { Clock } from '../clock';
import { createLimiter } from '../concurrency';
import { KlingError, rethrow } from '../errors';
import type { KlingTask } from '../task';
import {
	createTask,
	findLostTask,
	type CreateBody,
	type CreateJournal,
	type CreateResult,
} from './create';
import { ExternalIds } from './externalIds';
import { PlaceQueue, type QueueOptions } from './placeQueue';
import { TaskQuery } from './query';
import { TaskWatcher } from './watcher';

const CONCURRENT_LOOK_UPS = 5;
const INTERVAL_MS = 10_000;
/** Longer than any job. */
const WATCHED_MS = 2 * 60 * 60 * 1000;
const MAX_REMEMBERED = 1000;

/** What is known of a task before its request is sent. */
export type Beforehand =
	/** It can't exist: the external id has never been used. */
	| 'new'
	/** It may exist: the external id is the user's. */
	| 'mayExist'
	/** A request was sent and never answered. */
	| 'unknown';

/** How a task is to be created. */
export interface Order extends QueueOptions {
	client: KlingClient;
	externalId: string;
	beforehand: Beforehand;
	journal: CreateJournal;
	/** Makes the request's body; called for each attempt, so that no image waits in memory. */
	readBody: () => Promise<CreateBody>;
}

/**
 * What one process does with the tasks of one account, whatever execution they belong to: one queue for
 * places, one watcher, one memory of what the host can do.
 */
export class AccountTasks {
	readonly query = new TaskQuery();

	readonly watcher: TaskWatcher;

	private readonly places: PlaceQueue;

	private readonly externalIds: ExternalIds;

	/** Tasks that hold a place as far as is known. */
	private readonly running = new Map<string, RunningTask>();

	/** A look-up needs no place, but two hundred at once are no way to treat a host. */
	private readonly limitLookUps = createLimiter(CONCURRENT_LOOK_UPS);

	/**
	 * @param clock of the process
	 * @param isOwnHost whether the host is Kling's own
	 */
	constructor(
		private readonly clock: Clock,
		isOwnHost: boolean,
	) {
		this.places = new PlaceQueue(clock, () => this.watchForPlaces());
		this.externalIds = new ExternalIds(isOwnHost);
		this.watcher = new TaskWatcher(this.query, clock, ({ id }) => this.noteEnd(id));
	}

	/**
	 * Creates a task as soon as the account has a place for it, and never two.
	 *
	 * @throws KlingError, with the external id, so that the user can find the task whatever happened; the
	 * signal's reason; the stop error of the clock.
	 */
	async create(order: Order): Promise<CreateResult> {
		const { externalId, client } = order;
		try {
			const existing = await this.findExisting(order);
			if (existing) return { task: withExternalId(existing, externalId), existed: true };
			const attempt = async () => {
				const context = { ...order, externalIds: this.externalIds };
				return await createTask(context, await order.readBody());
			};
			const { task, existed } = await this.places.submit(attempt, order);
			this.noteStart(task.id, externalId, client);
			return { task: withExternalId(task, externalId), existed };
		} catch (error) {
			if (error instanceof KlingError) {
				error.externalTaskId = externalId;
				// The look-up's own "task id" is the external one.
				if (error.taskId === externalId) error.taskId = undefined;
			}
			return rethrow(error);
		}
	}

	private async findExisting(order: Order): Promise<KlingTask | null> {
		const { client, clock, externalId, beforehand, journal } = order;
		const { externalIds } = this;
		if (beforehand === 'new') return null;
		const task = await this.limitLookUps(async () => {
			if (beforehand === 'mayExist') return await externalIds.find(client, clock, externalId);
			return await findLostTask({ client, clock, externalIds }, externalId);
		});
		if (task) journal.made(task);
		return task;
	}

	private noteStart(id: string, externalId: string, client: KlingClient): void {
		this.externalIds.remember(id, externalId);
		this.running.set(id, { client, createdAt: this.clock.now(), isWatched: false });
		const [oldest] = this.running.keys();
		if (this.running.size > MAX_REMEMBERED && oldest !== undefined) this.running.delete(oldest);
		this.watchForPlaces();
	}

	private noteEnd(id: string): void {
		if (this.running.delete(id)) this.places.release();
	}

	/** While somebody waits for a place, every task that holds one is watched: nobody else may do it. */
	private watchForPlaces(): void {
		if (!this.places.isWaitedFor) return;
		for (const [id, task] of this.running) {
			if (task.isWatched) continue;
			task.isWatched = true;
			const { client, createdAt } = task;
			const limits = { intervalMs: INTERVAL_MS, timeLimitMs: WATCHED_MS };
			this.watcher
				.wait(id, { client, clock: this.clock, createdAt, ...limits })
				.catch(() => (task.isWatched = false));
		}
	}
}

interface RunningTask {
	client: KlingClient;
	createdAt: number;
	/** Whether this account's own watch for its end is under way. */
	isWatched: boolean;
}

/** The response to a create seldom repeats the external id; the user needs it all the same. */
function withExternalId(task: KlingTask, externalId: string): KlingTask {
	return { ...task, externalId: task.externalId ?? externalId };
}
