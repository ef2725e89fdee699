import type { JsonObject } from '../json';
import type { KlingTask } from '../task';
import type { ResourcePack } from './resourcePacks';
import type { HttpResponse } from './responses';

/** A request as the domain makes it. The sender adds the `Authorization` header. */
export interface HttpRequest {
	method: 'GET' | 'POST';
	url: string;
	/** JSON. */
	body?: Buffer;
	/** The most tasks that the response may hold, which bounds its size; 1 when not given. */
	pageSize?: number;
}

/**
 * Sends one request, once, and resolves with any HTTP status.
 *
 * @throws KlingError (`network`) when there is no response.
 */
export type SendRequest = (request: HttpRequest) => Promise<HttpResponse>;

/** The most tasks that one page of the list may have (API §2 and §8). */
export const MAX_PAGE_SIZE = 500;

/** A part of the account's list. */
export interface TaskPage {
	/** Newest first. */
	tasks: KlingTask[];
	/** The cursor of the next page; null when there is certainly none. */
	next: string | null;
}

/** Kling's Motion Control API, with the same methods for both of its generations. */
export interface KlingClient {
	/**
	 * Creates a task.
	 *
	 * @param body in the form of V1 (API §1)
	 * @throws KlingError; `ambiguous` when the task may exist all the same.
	 */
	create(body: JsonObject): Promise<KlingTask>;

	/**
	 * Asks for one task by its id or its external id (API §2).
	 *
	 * @throws KlingError; `notFound` when Kling has no such task.
	 */
	get(id: string): Promise<KlingTask>;

	/**
	 * Asks for any number of tasks by their ids or external ids, 20 in each request (API §8). V1
	 * can't do this.
	 *
	 * @returns the tasks by the id that was asked for; those that Kling doesn't know are missing
	 */
	getSeveral?(ids: string[]): Promise<Map<string, KlingTask>>;

	/**
	 * The account's tasks, newest first (API §2). Some gateways don't have this list.
	 *
	 * @param page from 1
	 * @param pageSize from 1 to {@link MAX_PAGE_SIZE}
	 */
	list(page: number, pageSize: number): Promise<KlingTask[]>;

	/**
	 * One page of the account's tasks, newest first (API §2 and §8). Some gateways don't have this
	 * list.
	 *
	 * @param cursor `next` of the previous page; null for the first
	 * @param pageSize from 1 to {@link MAX_PAGE_SIZE}; a host may give fewer
	 */
	listPage(cursor: string | null, pageSize: number): Promise<TaskPage>;

	/**
	 * The account's resource packs (API §4); free, at most once a second. Gateways don't have this.
	 *
	 * @param now Unix time in milliseconds
	 */
	getResourcePacks(now: number): Promise<ResourcePack[]>;
}
