import { AccountTasks, type Beforehand, type Order } from '../../../kling/tasks/accountTasks';
import type { CreateJournal } from '../../../kling/tasks/create';
import type { KlingTask } from '../../../kling/task';
import { answer, fakeApi, htmlPage, noAnswer, refusal, success } from './fakeApi.mts';
import type { Reply, Script } from './fakeApi.mts';
import { VirtualClock } from './virtualClock.mts';

/** Replies after which it isn't known whether the task was created. */
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

/**
 * How an attempt to create the task of `item-1` ended, what was sent, and what the journal
 * recorded.
 */
export interface Attempt {
	log: string[];
	/** The entries of the journal, in order: `sending`, `made task-1`, `found task-1`,
	 * `notMade`. */
	journal: string[];
	clock: VirtualClock;
	task?: KlingTask;
	existed?: boolean;
	error?: unknown;
}

interface AttemptOptions {
	/** Whether the host is Kling's own. If not, it is a gateway of which nothing is known yet. */
	isOwnHost?: boolean;
	beforehand?: Beforehand;
	clock?: VirtualClock;
	signal?: AbortSignal;
	/** How long to wait for a place. */
	timeLimitMs?: number;
}

/** Tries to create the task of `item-1` with an API that follows the script. */
export async function attemptCreate(script: Script, options?: AttemptOptions): Promise<Attempt> {
	return await creatingAt(script, options).create('item-1');
}

/** An account with an API that follows the script. */
export function creatingAt(
	script: Script,
	{ isOwnHost = false, clock = new VirtualClock(), ...options }: AttemptOptions = {},
): { log: string[]; create: (externalId: string, beforehand?: Beforehand) => Promise<Attempt> } {
	const { client, log } = fakeApi(script);
	const tasks = new AccountTasks(clock, isOwnHost);
	const create = async (externalId: string, beforehand: Beforehand = 'new'): Promise<Attempt> => {
		const { entries: journal, ...taking } = recordingJournal();
		const body = { mode: 'std', external_task_id: externalId };
		const order: Order = {
			client,
			clock,
			externalId,
			beforehand,
			journal: taking,
			isUpload: false,
			readBody: () => Promise.resolve(body),
			group: 'execution',
			signal: new AbortController().signal,
			timeLimitMs: 24 * 60 * 60 * 1000,
			...options,
		};
		try {
			return { log, journal, clock, ...(await tasks.create(order)) };
		} catch (error) {
			return { log, journal, clock, error };
		}
	};
	return { log, create };
}

/** A journal whose entries can be read: `sending`, `made task-1`, `found task-1`,
 * `notMade`. */
export function recordingJournal(): CreateJournal & { entries: string[] } {
	const entries: string[] = [];
	return {
		entries,
		sending: () => void entries.push('sending'),
		made: ({ task, existed }) => void entries.push(`${existed ? 'found' : 'made'} ${task.id}`),
		notMade: () => void entries.push('notMade'),
	};
}
