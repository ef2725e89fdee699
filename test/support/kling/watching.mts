import type { HttpResponse } from '../../../kling/api/responses';
import type { HttpRequest, KlingClient } from '../../../kling/api/client';
import { TaskQuery } from '../../../kling/tasks/query';
import { RateLimit } from '../../../kling/tasks/rateLimit';
import { TaskWatcher, type WaitResult } from '../../../kling/tasks/watcher';
import { fakeApi, finishedTask, success, taskData, unknownTask, type Script } from './fakeApi.mts';
import { VirtualClock } from './virtualClock.mts';

/** A second and a minute in milliseconds. */
export const S = 1000;
export const MIN = 60 * S;

/** A watcher of tasks with an API that follows a script. */
export interface Watching {
	clock: VirtualClock;
	watcher: TaskWatcher;
	client: KlingClient;
	/** All requests so far, with their times: `10s GET a`. */
	log: string[];
	/** Stops the execution that waits, as n8n's Stop does. */
	stopExecution: (reason: Error) => void;
	/** Waits for a task that was just created. */
	wait: (id: string, timeLimitMs?: number, signal?: AbortSignal) => Promise<TimedResult>;
}

/** How a wait ended, and when. */
export type TimedResult = { at: string } & (WaitResult | { error: unknown });

export function watch(
	script: Exclude<Script, unknown[]>,
	{ askAtOnce = false, clock = new VirtualClock() } = {},
): Watching {
	const log: string[] = [];
	const time = () => `${clock.monotonic() / S}s`;
	const api = fakeApi((request) => {
		log.push(`${time()} ${api.log.at(-1)}`);
		return script(request);
	});
	const watcher = new TaskWatcher(new TaskQuery(new RateLimit(clock)), clock);
	const stopped = new AbortController();
	const executionClock = clock.forExecution(stopped.signal);
	const wait: Watching['wait'] = async (id, timeLimitMs = 60 * MIN, signal) => {
		try {
			const result = await watcher.wait(id, {
				client: api.client,
				clock: executionClock,
				intervalMs: 10 * S,
				timeLimitMs,
				createdAt: askAtOnce ? null : clock.monotonic(),
				signal,
			});
			return { at: time(), ...result };
		} catch (error) {
			return { at: time(), error };
		}
	};
	return {
		clock,
		watcher,
		client: api.client,
		log,
		stopExecution: (reason) => stopped.abort(reason),
		wait,
	};
}

/** An account whose tasks end at these times. Its list has all of them, the last one first. */
export function account(clock: VirtualClock, ends: Record<string, number>) {
	const tell = (id: string) => {
		const isFinished = clock.monotonic() >= (ends[id] ?? Infinity);
		return isFinished ? finishedTask(id) : taskData({ task_id: id, task_status: 'processing' });
	};
	return {
		get: ({ url }: HttpRequest): HttpResponse => {
			const id = new URL(url).pathname.split('/').at(-1) ?? '';
			return id in ends ? success(tell(id)) : unknownTask();
		},
		list: (): HttpResponse => success(Object.keys(ends).reverse().map(tell)),
	};
}

/** Whether a request asks for the list. */
export function isList({ url }: HttpRequest): boolean {
	return url.includes('?pageNum=');
}
