import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { createLimiter } from '../kling/concurrency';
import type { EmulatorSettings } from './options.mts';
import { createStop } from './stop.mts';
import { nextTaskId, type Task, type TaskStatus } from './task.mts';
import { callbackV1 } from './v1.mts';
import { taskV2 } from './v2.mts';

/** What goes wrong with callbacks; nothing does by default. */
export interface CallbackPlan {
	/** How often each callback is sent; 1 when not given. */
	copies?: number;
	/** Each callback is delayed at random by up to this time, so that they arrive in any order. */
	spreadMs?: number;
	/** The statuses whose callbacks get lost. */
	lost?: TaskStatus[];
	/**
	 * How often each callback is tried until the response is 2xx; 5 when not given, because Kling's
	 * number isn't known.
	 */
	attempts?: number;
}

/** A callback that was sent. */
export interface SentCallback {
	taskId: string;
	status: TaskStatus;
	/** From 1; higher numbers follow a response that wasn't 2xx. */
	attempt: number;
	/** The status of the response; null when there was none. */
	httpStatus: number | null;
}

/** How many callbacks are sent at once. */
const AT_ONCE = 10;
const ATTEMPTS = 5;
/** The delay grows by this much with each attempt, up to the longest one. */
const RETRY_DELAY_MS = 200;
const MAX_RETRY_DELAY_MS = 2000;

/** Sends a callback for a task at each change of its status. */
export class CallbackSender {
	/** In the order of their responses. */
	sent: SentCallback[] = [];

	plan: CallbackPlan = {};

	private stop = createStop();

	private readonly underWay = new Set<Promise<void>>();

	private readonly limit = createLimiter(AT_ONCE);

	constructor(private readonly settings: EmulatorSettings) {}

	/** Sends the current state of a task, in the background. */
	notify(task: Task): void {
		const { callback_url: url } = task.body;
		const { copies = 1, lost = [] } = this.plan;
		if (!url || lost.includes(task.status)) return;
		const { id, status } = task;
		const body = JSON.stringify(task.apiVersion === 'v2' ? taskV2(task) : callbackV1(task));
		for (let copy = 0; copy < copies; copy++) {
			const delivery = this.deliver(url, body, { taskId: id, status });
			this.underWay.add(delivery);
			void delivery.finally(() => this.underWay.delete(delivery));
		}
	}

	/**
	 * Does what the console's button Send Test Callback does (API §5): sends a callback in the form
	 * of 2.0, with an id that no query finds.
	 *
	 * @returns the status of the response, which must be 200; null when there was none
	 */
	async sendTest(url: string): Promise<number | null> {
		const now = Date.now();
		const body = {
			id: nextTaskId(now),
			status: 'submitted',
			message: '',
			create_time: now,
			update_time: now,
		};
		return await postCallback(url, JSON.stringify(body), this.settings.webhookSecret);
	}

	/** Resolves when all callbacks so far have been delivered or given up. */
	async delivered(): Promise<void> {
		await Promise.all(this.underWay);
	}

	/** Forgets all callbacks, and stops those that are under way. */
	clear(): void {
		this.stop.abort();
		this.stop = createStop();
		this.sent = [];
		this.plan = {};
	}

	private async deliver(
		url: string,
		body: string,
		callback: Pick<SentCallback, 'taskId' | 'status'>,
	): Promise<void> {
		const { signal } = this.stop;
		const { spreadMs = 0, attempts = ATTEMPTS } = this.plan;
		try {
			await sleep(Math.random() * spreadMs, undefined, { signal });
			for (let attempt = 1; attempt <= attempts; attempt++) {
				const delay = Math.min(RETRY_DELAY_MS * (attempt - 1), MAX_RETRY_DELAY_MS);
				await sleep(delay, undefined, { signal });
				const httpStatus = await this.limit(
					async () => await postCallback(url, body, this.settings.webhookSecret, signal),
				);
				signal.throwIfAborted();
				this.sent.push({ ...callback, attempt, httpStatus });
				if (httpStatus !== null && httpStatus < 300) return;
			}
		} catch (error) {
			if (!signal.aborted) throw error;
		}
	}
}

/**
 * Posts a body as Kling does, signed (Standard Webhooks) when there is a secret.
 *
 * @returns the status of the response; null when there was none
 */
export async function postCallback(
	url: string,
	body: string,
	secret: string | null,
	signal?: AbortSignal,
): Promise<number | null> {
	const headers = { 'Content-Type': 'application/json; charset=utf-8', ...sign(body, secret) };
	try {
		const response = await fetch(url, { method: 'POST', headers, body, signal });
		await response.arrayBuffer();
		return response.status;
	} catch {
		return null;
	}
}

function sign(body: string, secret: string | null): Record<string, string> {
	if (secret === null) return {};
	const id = randomUUID();
	const now = new Date();
	return {
		'webhook-id': id,
		'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
		'webhook-signature': new Webhook(secret).sign(id, now, body),
	};
}
