import type { IExecuteFunctions } from 'n8n-workflow';
import type { KlingTask } from '../../../../kling/task';
import type { Account } from '../../../common/account';
import { createClock } from '../../../common/clock';
import { callSelfUntilTaken } from '../../../common/selfCalls';
import { isParked } from './isParked';
import { callExecution } from './selfCallback';

/** How often the tasks of an account's parked executions are asked for, all together. */
const INTERVAL_MS = 4 * 60_000;

/** An execution that is about to be parked. */
export interface ParkedExecution {
	account: Account;
	/** The address that resumes it. */
	resumeUrl: string;
	/** Its tasks that haven't ended. */
	tasks: KlingTask[];
	/** How long n8n lets it wait, in milliseconds. */
	timeLimitMs: number;
}

/**
 * Reduces the cost of a lost callback from the whole time limit to minutes: for as long as this
 * process runs, it watches the tasks of the parked execution, and calls the execution itself when
 * all of them have ended and no callback has resumed it. The account's watcher asks for the tasks
 * of all parked executions together.
 *
 * Runs in the background, because the execution is stored only after the node has returned.
 */
export function callBackWhenEnded(context: IExecuteFunctions, parked: ParkedExecution): void {
	void watch(context, parked).catch(() => {
		// A task can't be asked for. Kling's callback or the time limit will resume the execution.
	});
}

async function watch(
	context: IExecuteFunctions,
	{ account, resumeUrl, tasks, timeLimitMs }: ParkedExecution,
): Promise<void> {
	// The clock of the process, because the execution's own clock ends with the node.
	const clock = createClock(null);
	const { client } = account;
	const results = await Promise.all(
		tasks.map(async ({ id }) => {
			const options = {
				client,
				clock,
				createdAt: clock.monotonic(),
				intervalMs: INTERVAL_MS,
				timeLimitMs,
			};
			return await account.tasks.watcher.wait(id, options);
		}),
	);
	const [first] = tasks;
	if (first === undefined || results.some(({ timedOut }) => timedOut)) return;
	await callSelfUntilTaken(clock, 0, async () => {
		// Usually, Kling's callback has resumed it by now, and n8n would log a further call as an error.
		if (!(await isParked(context, context.getExecutionId()))) return;
		await callExecution(context, resumeUrl, first);
	});
}
