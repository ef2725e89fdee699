import { setTimeout as sleep } from 'node:timers/promises';
import { N8nClient, outputOf } from '../../../n8n-runtime/client.mts';
import { REQUEST_BODY } from '../servers/request.mts';
import { unreliableCreates } from './unreliableCreates.mts';
import type { Stage } from './useStage.mts';
import { chain, items, kling, KLING, manualTrigger } from './workflow.mts';

const FILES = { imageUrl: REQUEST_BODY.image_url, videoUrl: REQUEST_BODY.video_url };

/** How often n8n is killed in the middle of a batch. */
export interface BatchKillPlan {
	kills: number;
	/** Items of each batch. */
	items: number;
	/** n8n is killed at a random moment of so many milliseconds after the start of a batch. */
	withinMs: number;
	/** Of the faults that meet the creates. */
	seed: number;
}

/** What came of it. */
export interface BatchKillReport {
	/** Of each killed execution. */
	batches: Array<{
		executionId: string;
		status: string;
		killedAfterMs: number;
		/** The ids of the tasks that Kling has made for it. */
		made: string[];
		/** Those that Get Many finds with Made by Execution. */
		found: string[];
	}>;
	charges: number;
	/** How many different external ids the tasks have. */
	externalIds: number;
}

/**
 * Starts batches one after the other, each of which is killed with n8n while it creates and waits; then
 * asks Get Many what each of them has made.
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

/** In one line. */
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
