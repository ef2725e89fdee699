import type { HttpRequest } from '../../../kling/api/client';
import type { HttpResponse } from '../../../kling/api/responses';
import type { JsonObject } from '../../../kling/json';
import { duplicate, finishedTask, refusal, success, taskData, unknownTask } from './fakeApi.mts';
import { isList } from './watching.mts';
import type { VirtualClock } from './virtualClock.mts';

/** How long a request to Kling takes. */
export const LATENCY_MS = 200;

interface SimulatedTask {
	id: string;
	externalId: string;
	createdAt: number;
	endsAt: number;
}

/**
 * An account on a virtual clock. It runs a limited number of tasks at once, refuses more with 1303,
 * and refuses an external id that it has seen.
 */
export class SimulatedAccount {
	readonly tasks: SimulatedTask[] = [];

	/** How many creates were refused because the account was full. */
	refusals = 0;

	/** The most tasks that have run at once. */
	widest = 0;

	constructor(
		private readonly clock: VirtualClock,
		private readonly quota: number,
		private readonly jobMs: number,
	) {}

	/** Responds to a request after {@link LATENCY_MS}. */
	readonly answer = async (request: HttpRequest): Promise<HttpResponse> => {
		await this.clock.sleep(LATENCY_MS);
		if (request.method === 'POST')
			return this.create(JSON.parse(String(request.body)) as JsonObject);
		return isList(request) ? this.list(request) : this.get(request);
	};

	/** Starts a task if there is a place for it. */
	create({ external_task_id: externalId }: JsonObject): HttpResponse {
		const now = this.clock.now();
		if (this.tasks.some((task) => task.externalId === externalId)) {
			return duplicate();
		}
		const running = this.tasks.filter(({ endsAt }) => endsAt > now).length;
		if (running >= this.quota) {
			this.refusals++;
			return refusal(429, 1303);
		}
		this.widest = Math.max(this.widest, running + 1);
		const id = `task-${this.tasks.length}`;
		this.tasks.push({
			id,
			externalId: String(externalId),
			createdAt: now,
			endsAt: now + this.jobMs,
		});
		return success(taskData({ task_id: id }));
	}

	private get({ url }: HttpRequest): HttpResponse {
		const id = new URL(url).pathname.split('/').at(-1);
		const task = this.tasks.find((one) => one.id === id || one.externalId === id);
		return task ? success(this.tell(task)) : unknownTask();
	}

	private list({ url }: HttpRequest): HttpResponse {
		const query = new URL(url).searchParams;
		const size = Number(query.get('pageSize'));
		const start = (Number(query.get('pageNum')) - 1) * size;
		const page = [...this.tasks].reverse().slice(start, start + size);
		return success(page.map((task) => this.tell(task)));
	}

	private tell({ id, externalId, createdAt, endsAt }: SimulatedTask): JsonObject {
		const isFinished = this.clock.now() >= endsAt;
		return {
			...(isFinished ? finishedTask(id) : taskData({ task_id: id, task_status: 'processing' })),
			task_info: { external_task_id: externalId },
			created_at: createdAt,
			updated_at: isFinished ? endsAt : this.clock.now(),
		};
	}
}
