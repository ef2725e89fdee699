import { setTimeout as sleep } from 'node:timers/promises';
import type { CallbackPlan } from '../../../emulator/callbacks.mts';
import type { Task } from '../../../emulator/task.mts';
import { pollUntil } from '../pollUntil.mts';
import { ParkedExecutions, type ParkedEnds } from './parkedExecutions.mts';
import type { Stage } from './useStage.mts';

/** How n8n is ended and started again, and how many executions are parked meanwhile. */
export interface RestartPlan {
	/** What ends n8n in each round. */
	rounds: Array<'SIGTERM' | 'SIGKILL'>;
	/** In each round. */
	executions: number;
	/** The tasks end at random moments, at most this many milliseconds after n8n's port is open. */
	spreadMs: number;
	callbacks: CallbackPlan;
	/** The time limit of the executions in minutes; longer than a start and the minute after it. */
	timeLimit: number;
}

/** The result of the rounds. */
export interface RestartReport {
	/** In each round. */
	ends: ParkedEnds[];
	/** How many callbacks got each response. */
	answers: Record<string, number>;
	/** The milliseconds from the open port until n8n is ready, in each round. */
	startsMs: number[];
}

const OPEN_WITHIN_MS = 120_000;

/**
 * Restarts n8n again and again, and sends callbacks to parked executions from the first moment on.
 */
export async function restartWhileParked(stage: Stage, plan: RestartPlan): Promise<RestartReport> {
	const { emulator, n8n } = stage;
	emulator.callbacks.plan = plan.callbacks;
	const parked = await ParkedExecutions.publish(stage, plan.timeLimit);
	const ends: ParkedEnds[] = [];
	const startsMs: number[] = [];
	for (const signal of plan.rounds) {
		const tasks = await parked.park(plan.executions);
		await (signal === 'SIGKILL' ? n8n.kill() : n8n.shutDown());
		startsMs.push(await startUnderCalls(stage, tasks, plan.spreadMs));
		ends.push(await parked.ends(tasks));
		await emulator.callbacks.delivered();
	}
	const answers: Record<string, number> = {};
	for (const { status, httpStatus } of emulator.callbacks.sent) {
		if (status === 'succeed') answers[`${httpStatus}`] = (answers[`${httpStatus}`] ?? 0) + 1;
	}
	return { ends, answers, startsMs };
}

/** The result in one line. */
export function describeRestarts(
	{ rounds, executions, spreadMs }: RestartPlan,
	{ ends, answers, startsMs }: RestartReport,
): string {
	const signals = [...new Set(rounds)].join(', ');
	const statuses = ends.map(({ statuses }) => JSON.stringify(statuses));
	const timedOut = ends.map((end) => end.timedOut);
	const withoutVideo = ends.flatMap((end) => end.withoutVideo);
	return `${rounds.length} restarts (${signals}), ${executions} parked executions in each, tasks end within ${spreadMs} ms after the port is open: answers to callbacks ${JSON.stringify(answers)}, executions ${[...new Set(statuses)].join(' ')}, at their time limit ${timedOut.join(' ')}, without their video ${withoutVideo.length}; n8n was ready ${startsMs.join(' ')} ms after its port\n`;
}

/**
 * Starts n8n while the tasks end. Resolves with the milliseconds from its open port until it is
 * ready.
 */
async function startUnderCalls(
	{ emulator, n8n }: Stage,
	tasks: Task[],
	spreadMs: number,
): Promise<number> {
	const ready = n8n.restart().then(() => Date.now());
	await pollUntil(async () => await isOpen(n8n.origin), OPEN_WITHIN_MS);
	const openedAt = Date.now();
	await Promise.all(
		tasks.map(async ({ id }) => {
			await sleep(Math.random() * spreadMs);
			emulator.finish(id);
		}),
	);
	return (await ready) - openedAt;
}

async function isOpen(origin: string): Promise<boolean> {
	try {
		await fetch(origin, { method: 'HEAD' });
		return true;
	} catch {
		return false;
	}
}
