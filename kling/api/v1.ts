import { KlingError, rethrow, withIds } from '../errors';
import type { JsonObject } from '../json';
import { isNamedBy, type KlingTask } from '../task';
import { toPathSegment } from '../url';
import type { KlingClient, TaskPage } from './client';
import type { ResourcePack } from './resourcePacks';
import { isOwnHost } from './credential';
import { isHostMadeId, unknownTask, type Exchange } from './exchange';
import { findList, findTask, parseTask, withId } from './parseTask';

const PATH = '/v1/videos/motion-control';
/** The last page of the list that can be asked for (API §2). */
const MAX_PAGE = 1000;

/** The first generation of the API, which Kling and all gateways have (API §1 and §2). */
export class KlingClientV1 implements KlingClient {
	constructor(private readonly exchange: Exchange) {}

	async create(body: JsonObject): Promise<KlingTask> {
		return await this.exchange.create(PATH, body);
	}

	async get(id: string): Promise<KlingTask> {
		const path = `${PATH}/${toPathSegment(id)}`;
		try {
			const answer = await this.exchange.ask({ method: 'GET', path }, findTask, 'a task');
			return this.exchange.complete(this.nameAs(id, answer.found), answer.requestId);
		} catch (error) {
			if (!(error instanceof KlingError)) rethrow(error);
			if (error.kind === 'notFound') rethrow(unknownTask(id, error));
			return rethrow(withIds(error, { taskId: error.taskId ?? id }));
		}
	}

	async list(page: number, pageSize: number): Promise<KlingTask[]> {
		return (await this.listPage(String(page), pageSize)).tasks;
	}

	async listPage(cursor: string | null, pageSize: number): Promise<TaskPage> {
		const page = Number(cursor ?? 1);
		const path = `${PATH}?pageNum=${page}&pageSize=${pageSize}`;
		const request = { method: 'GET', path, pageSize } as const;
		const answer = await this.exchange.ask(request, findList, 'a list of tasks');
		const rows = answer.found.map((row) => parseTask(row)).filter((task) => task !== null);
		return {
			tasks: rows.map((task) => this.exchange.complete(task, answer.requestId)),
			// A short page isn't necessarily the last one: a host may return fewer tasks than asked for.
			next: answer.found.length > 0 && page < MAX_PAGE ? String(page + 1) : null,
		};
	}

	async getResourcePacks(now: number): Promise<ResourcePack[]> {
		return await this.exchange.getResourcePacks(now);
	}

	/**
	 * Gives the task the id that it was asked for by: a gateway may answer with Kling's id, which it
	 * doesn't accept in a query (API §3a). An id that no host would make up, or that Kling itself
	 * accepts, is an external one.
	 */
	private nameAs(id: string, task: KlingTask): KlingTask {
		if (isNamedBy(task, id)) return task;
		const isExternal = isOwnHost(this.exchange.baseUrl) || !isHostMadeId(id);
		return isExternal ? { ...task, externalId: task.externalId ?? id } : withId(task, id);
	}
}
