import { setTimeout as sleep } from 'node:timers/promises';
import type { Emulator } from '../../../emulator/server.mts';
import { N8nClient, type Execution, type Workflow } from '../../../n8n-runtime/client.mts';
import type { N8nServer } from '../../../n8n-runtime/server.mts';
import { pollUntil } from '../pollUntil.mts';
import { createTask } from '../servers/createTask.mts';
import { behind } from './callbackWorkflows.mts';
import { listExecutions } from './executions.mts';
import { POLLING_TRIGGER, pollingTrigger, startedWith } from './pollingTrigger.mts';
import type { N8n, Stage } from './useStage.mts';
import { chain } from './workflow.mts';

/** How often to kill n8n, and how many videos end meanwhile. */
export interface KillPlan {
	videos: number;
	kills: number;
	/** n8n is killed at a random moment, at most this many milliseconds after its start. */
	withinMs: number;
	/**
	 * Whether n8n stores the trigger's cursor and the execution in one transaction
	 * (DURABLE_CURSORS). Then it is killed at any moment; every second time, while it may be storing
	 * what a poll has found. Otherwise, it is allowed to finish that first.
	 */
	durableCursors: boolean;
}

/** The environment variables that make n8n's cursors durable (n8n facts §14). */
export const DURABLE_CURSORS = {
	N8N_SCHEDULER_ENABLED: 'true',
	N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
	N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
};

/** The result of a {@link KillPlan}. */
export interface KillReport {
	/** The task of each video. */
	tasks: string[];
	/** The tasks with which executions were started, in any order. */
	started: string[];
	/** How many executions have each status. */
	statuses: Record<string, number>;
	/** The milliseconds between n8n's start and each kill. */
	killedAfterMs: number[];
}

/**
 * Long enough for two polls after two minutes, for which n8n may not activate a workflow that it was
 * just activating when it was killed (n8n facts §14).
 */
const FOUND_WITHIN_MS = 300_000;
const RESTARTED_WITHIN_MS = 120_000;
/** How long n8n may take, after Kling's list was asked for, to store what is in it. */
const STORED_WITHIN_MS = 300;

/**
 * Publishes a workflow with the polling trigger, on its shortest schedule, and kills the process that
 * polls again and again while videos end.
 */
export async function killWhilePolling<T extends N8n>(
	stage: Stage<T>,
	polling: N8nServer,
	{ videos, kills, withinMs, durableCursors }: KillPlan,
): Promise<KillReport> {
	const { emulator, client, credential } = stage;
	const trigger = pollingTrigger(credential);
	const workflow = await client.createWorkflow(chain(trigger, behind()));
	await client.activate(workflow);
	// With durable cursors, n8n stores nothing of the poll at activation.
	if (durableCursors) await untilNextPoll(emulator);
	const killedAfterMs: number[] = [];
	const perRound = Math.ceil(videos / kills);
	const tasks: string[] = [];
	let current = client;
	for (let kill = 0; kill < kills; kill++) {
		const after = Math.round(Math.random() * withinMs);
		const batch = Array.from({ length: Math.min(perRound, videos - tasks.length) }, (_, index) =>
			Math.round((index / perRound) * after),
		);
		const startedAt = Date.now();
		for (const at of batch) {
			await sleep(Math.max(0, startedAt + at - Date.now()));
			const { id } = await createTask(emulator);
			tasks.push(id);
			emulator.finish(id);
		}
		await sleep(Math.max(0, startedAt + after - Date.now()));
		if (!durableCursors) await untilListedAreFound(emulator, current, workflow);
		else if (kill % 2 === 1) {
			await untilNextPoll(emulator);
			await sleep(Math.random() * STORED_WITHIN_MS);
		}
		await polling.kill();
		killedAfterMs.push(Date.now() - startedAt);
		await startAgain(polling);
		current = await N8nClient.logIn(polling.origin);
	}
	await untilAllAreFound(current, workflow, tasks.length);
	const executions = await readAll(current, workflow);
	return {
		tasks,
		started: tasksOf(executions),
		statuses: countStatuses(executions),
		killedAfterMs,
	};
}

/** A report in one line. */
export function describeKills({ tasks, started, statuses, killedAfterMs }: KillReport): string {
	const missed = tasks.filter((id) => !started.includes(id)).length;
	const twice = started.length - new Set(started).size;
	return `${tasks.length} videos, ${killedAfterMs.length} kills (${killedAfterMs.join(' ')} ms after a start): ${missed} missed, ${twice} given twice, executions ${JSON.stringify(statuses)}\n`;
}

/**
 * Starts n8n again after a kill, a second time if need be, as a supervisor would: n8n may fail once
 * at an execution that it had stored and not yet begun (n8n facts §14).
 */
async function startAgain(polling: N8nServer): Promise<void> {
	await polling.restart().catch(async () => await polling.restart());
}

/** Waits until the trigger asks for Kling's list. */
async function untilNextPoll(emulator: Emulator): Promise<void> {
	const before = emulator.counts.listQueries;
	await pollUntil(() => emulator.counts.listQueries > before, FOUND_WITHIN_MS);
}

/**
 * Waits until what polls have found is in executions. By default, n8n stores the trigger's cursor a
 * moment before the execution; if it is killed in between, the videos are lost, whatever the trigger
 * does (n8n facts §14).
 */
async function untilListedAreFound(
	emulator: Emulator,
	client: N8nClient,
	workflow: Workflow,
): Promise<void> {
	await pollUntil(async () => {
		const { time } = emulator.requests.findLast(({ operation }) => operation === 'list') ?? {
			time: 0,
		};
		const listed = emulator.tasks.filter(({ updatedAt }) => updatedAt <= time);
		const found = new Set(tasksOf(await readAll(client, workflow)));
		return listed.every(({ id }) => found.has(id));
	}, FOUND_WITHIN_MS);
}

async function untilAllAreFound(
	client: N8nClient,
	workflow: Workflow,
	count: number,
): Promise<void> {
	const deadline = Date.now() + FOUND_WITHIN_MS;
	await pollUntil(async () => {
		await sleep(1000);
		const found = new Set(tasksOf(await readAll(client, workflow)));
		return found.size >= count || Date.now() > deadline;
	}, FOUND_WITHIN_MS + RESTARTED_WITHIN_MS);
}

async function readAll(client: N8nClient, { id }: Workflow): Promise<Execution[]> {
	const ids = await listExecutions(client, id);
	return await Promise.all(ids.map(async (execution) => await client.getExecution(execution)));
}

function tasksOf(executions: Execution[]): string[] {
	return executions
		.flatMap((execution) => startedWith(execution, POLLING_TRIGGER))
		.map(({ json }) => json.task_id as string);
}

function countStatuses(executions: Execution[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { status } of executions) counts[status] = (counts[status] ?? 0) + 1;
	return counts;
}
