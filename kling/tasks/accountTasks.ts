import type { KlingClient } from '../api/client';
import type { Clock } from '../clock';
import { createLimiter } from '../concurrency';
import { KlingError, rethrow, withIds } from '../errors';
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
import { RateLimit } from './rateLimit';
import { TaskWatcher } from './watcher';

const CONCURRENT_LOOK_UPS = 5;
/** Few, because an image takes three times its size of memory while it is sent. */
const CONCURRENT_UPLOADS = 2;
const INTERVAL_MS = 10_000;
/** Longer than Kling takes for any task. */
const WATCHED_MS = 2 * 60 * 60 * 1000;
const MAX_REMEMBERED = 1000;

/** What is known of a task before its request is sent. */
export type Beforehand =
	/** It doesn't exist: its external id is new. */
	| 'new'
	/** It may exist: the user chose its external id. */
	| 'mayExist'
	/** It may exist: an earlier request for it got no response. */
	| 'unknown';

/** How a task is to be created. */
export interface Order extends QueueOptions {
	client: KlingClient;
	externalId: string;
	beforehand: Beforehand;
	journal: CreateJournal;
	/** Whether the request carries a file, which takes memory until it is sent. */
	isUpload: boolean;
	/**
	 * Makes the request's body. Called for each attempt, so that no image is kept in memory
	 * meanwhile.
	 */
	readBody: () => Promise<CreateBody>;
}

/**
 * What the executions of one process share for one account: the queue for places, the watcher, and
 * what is known of the host's abilities.
 */
export class AccountTasks {
	readonly query: TaskQuery;

	readonly watcher: TaskWatcher;

	private readonly places: PlaceQueue;

	private readonly externalIds: ExternalIds;

	/** The tasks that still hold a place, as far as is known. */
	private readonly running = new Map<string, RunningTask>();

	/**
	 * Asks for them. A client keeps its whole execution in memory, so only that of the newest task is
	 * kept, whose execution is the least likely to have been stopped.
	 */
	private newestClient: KlingClient | null = null;

	/** Look-ups need no place, but two hundred of them at once would be too many for a host. */
	private readonly limitLookUps = createLimiter(CONCURRENT_LOOK_UPS);

	private readonly limitUploads = createLimiter(CONCURRENT_UPLOADS);

	/**
	 * @param clock of the process
	 * @param isOwnHost whether the host is Kling's own
	 */
	constructor(
		private readonly clock: Clock,
		isOwnHost: boolean,
	) {
		const rateLimit = new RateLimit(clock);
		this.query = new TaskQuery(rateLimit);
		this.places = new PlaceQueue(clock, rateLimit, () => this.watchForPlaces());
		this.externalIds = new ExternalIds(isOwnHost);
		this.watcher = new TaskWatcher(this.query, clock, ({ id }) => this.noteEnd(id));
	}

	/**
	 * Creates a task as soon as the account has a place for it, and never creates it twice.
	 *
	 * @throws KlingError, with the external id, so that the user can find the task in any case; the
	 * signal's reason; the clock's error when the execution is stopped.
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
			const limited = async () => await this.limitUploads(attempt);
			const work = order.isUpload ? limited : attempt;
			const { task, existed } = await this.places.submit(work, order);
			this.noteStart(task.id, externalId, client);
			return { task: withExternalId(task, externalId), existed };
		} catch (error) {
			if (!(error instanceof KlingError)) return rethrow(error);
			// A look-up by the external id reports that one as the task id.
			const taskId = error.taskId === externalId ? undefined : error.taskId;
			return rethrow(withIds(error, { taskId, externalTaskId: externalId }));
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
		if (task) journal.made({ task, existed: true });
		return task;
	}

	private noteStart(id: string, externalId: string, client: KlingClient): void {
		this.externalIds.remember(id, externalId);
		this.newestClient = client;
		const now = this.clock.monotonic();
		this.forgetBefore(now - WATCHED_MS);
		this.running.set(id, { createdAt: now, isWatched: false });
		const [oldest] = this.running.keys();
		if (this.running.size > MAX_REMEMBERED && oldest !== undefined) this.running.delete(oldest);
		this.watchForPlaces();
	}

	/** Forgets tasks that have certainly ended, although nobody has seen their end. */
	private forgetBefore(time: number): void {
		for (const [id, { createdAt }] of this.running) if (createdAt < time) this.running.delete(id);
	}

	private noteEnd(id: string): void {
		if (this.running.delete(id)) this.places.release();
	}

	/**
	 * While anyone waits for a place, watches every task that holds one: there may be no other watch
	 * for it.
	 */
	private watchForPlaces(): void {
		const { clock, newestClient: client } = this;
		if (client === null || !this.places.isWaitedFor) return;
		for (const [id, task] of this.running) {
			if (task.isWatched) continue;
			task.isWatched = true;
			const { createdAt } = task;
			const limits = { intervalMs: INTERVAL_MS, timeLimitMs: WATCHED_MS };
			this.watcher
				.wait(id, { client, clock, createdAt, ...limits })
				.catch(() => (task.isWatched = false));
		}
	}
}

interface RunningTask {
	createdAt: number;
	/** Whether `watchForPlaces` is waiting for its end. */
	isWatched: boolean;
}

/** Adds the external id, which the user needs and the response to a create seldom repeats. */
function withExternalId(task: KlingTask, externalId: string): KlingTask {
	return { ...task, externalId: task.externalId ?? externalId };
}
