import type { Task } from '../../../emulator/task.mts';
import { outputOf, type Execution } from '../../../n8n-runtime/client.mts';
import { pollUntil } from '../pollUntil.mts';
import { REQUEST_BODY } from '../servers/request.mts';
import { executionOf, videoOf } from './useCallbacks.mts';
import type { Stage } from './useStage.mts';
import { publishWebhook } from './webhookWorkflow.mts';
import { kling, KLING, type WorkflowNode } from './workflow.mts';

/** How parked executions have ended. */
export interface ParkedEnds {
	/** How many have each status. */
	statuses: Record<string, number>;
	/** How many were resumed by their time limit, not by a callback. */
	timedOut: number;
	/** How many did not output the video of their own task in the end. */
	withoutVideo: string[];
}

const WAIT = 'Wait';
const PARKED_WITHIN_MS = 180_000;
/** n8n may notice a time limit a minute late. */
const LATE_MS = 120_000;

/** A published workflow whose executions wait for a callback, followed by a Wait that polls. */
export class ParkedExecutions {
	private constructor(
		private readonly stage: Stage,
		private readonly url: string,
		private readonly timeLimit: number,
	) {}

	/** @param timeLimit minutes */
	static async publish(stage: Stage, timeLimit: number): Promise<ParkedExecutions> {
		const { url } = await publishWebhook(stage, ...nodesOf(stage, timeLimit));
		return new ParkedExecutions(stage, url, timeLimit);
	}

	/** Starts executions, and waits until all of them are parked; returns their tasks. */
	async park(count: number): Promise<Task[]> {
		const { client, emulator } = this.stage;
		const before = emulator.tasks.length;
		const start = async () => await fetch(this.url, { method: 'POST' });
		await Promise.all(Array.from({ length: count }, start));
		await pollUntil(() => emulator.tasks.length === before + count, PARKED_WITHIN_MS);
		const tasks = emulator.tasks.slice(before);
		for (const task of tasks) {
			const isParked = async () =>
				(await client.getExecution(executionOf(task))).status === 'waiting';
			await pollUntil(isParked, PARKED_WITHIN_MS);
		}
		await emulator.callbacks.delivered();
		return tasks;
	}

	/** Waits until the executions of these tasks have ended, or should have ended. */
	async ends(tasks: Task[]): Promise<ParkedEnds> {
		const executions = await Promise.all(
			tasks.map(async (task) => await this.end(executionOf(task))),
		);
		const statuses: Record<string, number> = {};
		for (const { status } of executions) statuses[status] = (statuses[status] ?? 0) + 1;
		return {
			statuses,
			timedOut: executions.filter((one) => outputOf(one, KLING)[0]?.json.timed_out).length,
			withoutVideo: executions
				.filter((one, index) => outputOf(one, WAIT)[0]?.json.video_url !== videoOf(tasks[index]))
				.map(({ id }) => id),
		};
	}

	private async end(id: string): Promise<Execution> {
		const { client } = this.stage;
		try {
			return await client.waitForExecution(id, this.timeLimit * 60_000 + LATE_MS);
		} catch {
			return await client.getExecution(id);
		}
	}
}

function nodesOf({ credential }: Stage, timeLimit: number): WorkflowNode[] {
	const create = kling(credential, {
		operation: 'createAndWait',
		resume: 'callback',
		imageUrl: REQUEST_BODY.image_url,
		videoUrl: REQUEST_BODY.video_url,
		downloadVideo: false,
		options: { timeLimit },
	});
	const wait = kling(credential, {
		operation: 'wait',
		taskId: '={{ $json.task_id }}',
		downloadVideo: false,
		options: { pollingInterval: 1 },
	});
	return [create, { ...wait, name: WAIT }];
}
