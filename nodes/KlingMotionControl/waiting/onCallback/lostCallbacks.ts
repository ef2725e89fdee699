import type { IExecuteFunctions } from 'n8n-workflow';
import type { KlingTask } from '../../../../kling/task';
import type { Account } from '../../../common/account';
import { createClock } from '../../../common/clock';
import { callExecution } from './selfCallback';

/** How often Kling is asked for the tasks of all parked executions of an account, together. */
const INTERVAL_MS = 4 * 60_000;

/** An execution that is about to be parked. */
export interface ParkedExecution {
	account: Account;
	/** The address that resumes it. */
	resumeUrl: string;
	/** Those of its tasks that have not ended. */
	tasks: KlingTask[];
	/** Until n8n goes on with it anyway. */
	timeLimitMs: number;
}

/**
 * Makes a lost callback cost minutes and not the time limit: as long as this process lives, it looks for
 * the tasks of parked executions, and calls an execution itself when all of its tasks have ended. The
 * account's watcher asks for all of them together, and for none when none is left.
 *
 * In the background: the execution is stored only after the node has returned.
 */
export function callBackWhenEnded(context: IExecuteFunctions, parked: ParkedExecution): void {
	void watch(context, parked).catch(() => {
		// A task that can't be asked for: Kling's callback is left, and the time limit.
	});
}

async function watch(
	context: IExecuteFunctions,
	{ account, resumeUrl, tasks, timeLimitMs }: ParkedExecution,
): Promise<void> {
	// Of the process: the execution's own clock ends with the node.
	const clock = createClock(null);
	const { client } = account;
	const results = await Promise.all(
		tasks.map(async ({ id }) => {
			const options = {
				client,
				clock,
				createdAt: clock.now(),
				intervalMs: INTERVAL_MS,
				timeLimitMs,
			};
			return await account.tasks.watcher.wait(id, options);
		}),
	);
	const [first] = tasks;
	if (first === undefined || results.some(({ timedOut }) => timedOut)) return;
	await callExecution(context, resumeUrl, first);
}
