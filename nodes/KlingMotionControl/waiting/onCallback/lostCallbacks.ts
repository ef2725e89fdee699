import type { IExecuteFunctions } from 'n8n-workflow';
import type { KlingClient, SendRequest } from '../../../../kling/api/client';
import { openClient } from '../../../../kling/api/openClient';
import type { KlingTask } from '../../../../kling/task';
import type { AccountTasks } from '../../../../kling/tasks/accountTasks';
import type { TaskWatcher } from '../../../../kling/tasks/watcher';
import type { Account } from '../../../common/account';
import { processClock } from '../../../common/clock';
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

/** The queries for an account's parked executions. */
interface Queries {
	client: KlingClient;
	/** Of the execution that was parked last. */
	send: SendRequest;
}

/** What has to be known of a parked execution for hours. Anything more would fill the memory. */
interface WatchedExecution {
	executionId: string;
	resumeUrl: string;
	taskIds: string[];
	timeLimitMs: number;
}

const queriesByAccount = new WeakMap<AccountTasks, Queries>();

/**
 * Of the execution that was parked last. It calls all others, too, because a context keeps its
 * whole execution in memory.
 */
let newestContext: IExecuteFunctions | null = null;

/**
 * Reduces the cost of a lost callback from the whole time limit to minutes: for as long as this
 * process runs, it watches the tasks of the parked execution, and calls the execution itself when
 * all of them have ended and no callback has resumed it. The account's watcher asks for the tasks
 * of all parked executions together.
 *
 * Runs in the background, because the execution is stored only after the node has returned.
 */
export function callBackWhenEnded(
	context: IExecuteFunctions,
	{ account, resumeUrl, tasks, timeLimitMs }: ParkedExecution,
): void {
	newestContext = context;
	const executionId = context.getExecutionId();
	const taskIds = tasks.map(({ id }) => id);
	const watched = { executionId, resumeUrl, taskIds, timeLimitMs };
	void watch(account.tasks.watcher, clientFor(account), watched).catch(() => {
		// A task can't be asked for. Kling's callback or the time limit will resume the execution.
	});
}

/** A client that sends its requests on behalf of the execution that was parked last. */
function clientFor({ apiVersion, baseUrl, tasks, send, redact }: Account): KlingClient {
	const known = queriesByAccount.get(tasks);
	if (known) {
		known.send = send;
		return known.client;
	}
	const sendNewest: SendRequest = async (request) => await queries.send(request);
	const queries = { send, client: openClient({ apiVersion, baseUrl }, sendNewest, redact) };
	queriesByAccount.set(tasks, queries);
	return queries.client;
}

async function watch(
	watcher: TaskWatcher,
	client: KlingClient,
	{ executionId, resumeUrl, taskIds, timeLimitMs }: WatchedExecution,
): Promise<void> {
	// The clock of the process, because the execution's own clock ends with the node.
	const clock = processClock;
	const createdAt = clock.monotonic();
	const options = { client, clock, createdAt, intervalMs: INTERVAL_MS, timeLimitMs };
	const results = await Promise.all(taskIds.map(async (id) => await watcher.wait(id, options)));
	const [first] = taskIds;
	if (first === undefined || results.some(({ timedOut }) => timedOut)) return;
	await callSelfUntilTaken(clock, 0, async () => {
		const context = newestContext;
		// Usually, Kling's callback has resumed it by now, and n8n would log a further call as an error.
		if (context === null || !(await isParked(context, executionId))) return;
		await callExecution(context, resumeUrl, { id: first });
	});
}
