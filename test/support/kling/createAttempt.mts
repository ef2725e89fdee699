import { createTask } from '../../../kling/tasks/create';
import type { KlingTask } from '../../../kling/task';
import { answer, fakeApi, htmlPage, noAnswer, refusal, success } from './fakeApi.mts';
import type { Reply, Script } from './fakeApi.mts';
import { VirtualClock } from './virtualClock.mts';

/** After each of them, nobody knows whether there is a task now. */
export const AMBIGUOUS: Array<[string, Reply]> = [
	['a time-out', noAnswer('ETIMEDOUT')],
	['a reset', noAnswer('ECONNRESET')],
	['an internal error', refusal(500, 5000)],
	['an internal time-out', refusal(504, 5002)],
	['an internal error whose code is the HTTP status', refusal(500, 500)],
	['an internal error with a small code', refusal(503, 1)],
	['an internal error on HTTP 200', refusal(200, 5000)],
	['a page of a proxy', htmlPage(502)],
	['a page on HTTP 200', htmlPage(200)],
	['an empty answer', answer(200, '')],
	['an empty error', answer(503, '')],
	['a success without a task', success({})],
];

/** How an attempt to create the task of `item-1` ended, and what was sent for it. */
export interface Attempt {
	log: string[];
	clock: VirtualClock;
	task?: KlingTask;
	error?: unknown;
}

interface AttemptOptions {
	lookUpFirst?: boolean;
	clock?: VirtualClock;
	signal?: AbortSignal;
}

/** Creates the task of `item-1` at an API that follows the script. */
export async function attemptCreate(
	script: Script,
	{ lookUpFirst = false, clock = new VirtualClock(), signal }: AttemptOptions = {},
): Promise<Attempt> {
	const { client, log } = fakeApi(script);
	const body = { mode: 'std', external_task_id: 'item-1' };
	try {
		return { log, clock, task: await createTask(client, body, clock, { lookUpFirst, signal }) };
	} catch (error) {
		return { log, clock, error };
	}
}
