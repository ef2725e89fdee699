import { setTimeout as sleep } from 'node:timers/promises';
import { N8nClient, outputOf } from '../../../n8n-runtime/client.mts';
import { REQUEST_BODY } from '../servers/request.mts';
import { unreliableCreates } from './unreliableCreates.mts';
import type { Stage } from './useStage.mts';
import { chain, items, kling, KLING, manualTrigger } from './workflow.mts';

const FILES = { imageUrl: REQUEST_BODY.image_url, videoUrl: REQUEST_BODY.video_url };

/** How often to kill n8n in the middle of a batch. */
export interface BatchKillPlan {
	kills: number;
	/** The number of items in each batch. */
	items: number;
	/**
	 * n8n is killed at a random moment, at most this many milliseconds after the start of a batch.
	 */
	withinMs: number;
	/** The seed of the faults that hit the creates. */
	seed: number;
}

/** The result of killing n8n. */
export interface BatchKillReport {
	/** What became of each killed execution. */
	batches: Array<{
		executionId: string;
		status: string;
		killedAfterMs: number;
		/** The ids of the tasks that Kling has created for it. */
		made: string[];
		/** The ids that Get Many finds with Made by Execution. */
		found: string[];
	}>;
	charges: number;
	/** How many different external ids the tasks have. */
	externalIds: number;
}

/**
 * Starts one batch after the other, and kills n8n while it creates and waits. Then asks Get Many
 * what each batch has made.
 */
export async function killBatches(stage: Stage, plan: BatchKillPlan): Promise<BatchKillReport> {
	const { emulator, n8n } = stage;
	emulator.faults.add(...unreliableCreates(plan.seed));
	let { client } = stage;
	const killed: Array<{ executionId: string; killedAfterMs: number; prompt: string }> = [];
	for (let round = 0; round < plan.kills; round++) {
		const prompt = `Batch ${round}`;
		const executionId = await startBatch(stage, client, prompt, plan.items);
		const killedAfterMs = Math.round(Math.random() * plan.withinMs);
		await sleep(killedAfterMs);
		await n8n.kill();
		killed.push({ executionId, killedAfterMs, prompt });
		await n8n.restart();
		client = await N8nClient.logIn(n8n.origin);
	}
	const batches: BatchKillReport['batches'] = [];
	for (const { executionId, killedAfterMs, prompt } of killed) {
		const { status } = await client.getExecution(executionId);
		const made = emulator.tasks.filter(({ body }) => body.prompt === prompt).map(({ id }) => id);
		const found = await findMadeBy(stage, client, executionId);
		batches.push({ executionId, status, killedAfterMs, made: made.sort(), found: found.sort() });
	}
	return {
		batches,
		charges: emulator.counts.charges,
		externalIds: new Set(emulator.tasks.map(({ externalId }) => externalId)).size,
	};
}

/** The result in one line. */
export function describeBatchKills({ batches, charges, externalIds }: BatchKillReport): string {
	const moments = batches.map(({ killedAfterMs }) => killedAfterMs).join(' ');
	const made = batches.flatMap((batch) => batch.made).length;
	const found = batches.flatMap((batch) => batch.found).length;
	return `${batches.length} kills (${moments} ms after the start of a batch): ${made} tasks made, ${found} found, ${charges} charges, ${externalIds} external ids\n`;
}

async function startBatch(
	{ credential }: Stage,
	client: N8nClient,
	prompt: string,
	count: number,
): Promise<string> {
	const rows = Array.from({ length: count }, (_, row) => ({ row }));
	const parameters = { ...FILES, operation: 'createAndWait', prompt };
	const workflow = chain(manualTrigger(), items(...rows), kling(credential, parameters));
	const { id } = await client.createWorkflow(workflow);
	return await client.run(id, manualTrigger().name);
}

async function findMadeBy(
	{ credential }: Stage,
	client: N8nClient,
	executionId: string,
): Promise<string[]> {
	const filters = { madeByExecution: executionId };
	const getMany = kling(credential, { operation: 'getAll', returnAll: true, filters });
	const { id } = await client.createWorkflow(chain(manualTrigger(), getMany));
	const execution = await client.waitForExecution(await client.run(id, manualTrigger().name));
	return outputOf(execution, KLING).map(({ json }) => json.task_id as string);
}
