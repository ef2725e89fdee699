import { describe, expect, it, jest } from '@jest/globals';
import type { INode } from 'n8n-workflow';
import { outputOf, type Execution } from '../../n8n-runtime/client.mts';
import { pollUntil } from '../support/pollUntil.mts';
import { fastStage } from '../support/n8n/fastTime.mts';
import { unreliableCreates } from '../support/n8n/unreliableCreates.mts';
import { useE2e } from '../support/n8n/useE2e.mts';
import { chain, items, KLING, manualTrigger } from '../support/n8n/workflow.mts';

/** Jobs of a minute take a second, for both Kling and our node. */
const SPEED = 60;
const JOB_MS = 60_000;
const QUOTA = 5;
/** `MANY_ITEMS=200` is the whole sheet of a shop. */
const COUNT = Number(process.env.MANY_ITEMS ?? 40);
const HALF = COUNT / 2;
/** Three times the shortest possible time, plus the start on a busy machine. */
const ENDS_WITHIN_MS = 60_000 + (3 * (COUNT / QUOTA) * JOB_MS) / SPEED;
const SEED = 2026;

// A test may run the items twice.
jest.setTimeout(2 * ENDS_WITHIN_MS);

const e2e = useE2e(fastStage(SPEED, { quota: QUOTA, jobDurationMs: JOB_MS }));
const prompts = Array.from({ length: COUNT }, (_value, index) => `Dance number ${index}`);

/** A workflow that makes a video for each row of a sheet. */
function sheetToVideos(options = {}, settings: Partial<INode> = {}, workflowSettings = {}) {
	const sheet = items(...prompts.map((prompt) => ({ prompt })));
	const parameters = { prompt: '={{ $json.prompt }}', options };
	const workflow = chain(manualTrigger(), sheet, e2e.node({ settings, parameters }));
	return { ...workflow, settings: { ...workflow.settings, ...workflowSettings } };
}

async function start(workflow: ReturnType<typeof sheetToVideos>): Promise<string> {
	const { client } = e2e.stage;
	const { id } = await client.createWorkflow(workflow);
	return await client.run(id, manualTrigger().name);
}

async function run(workflow: ReturnType<typeof sheetToVideos>): Promise<Execution> {
	return await e2e.stage.client.waitForExecution(await start(workflow), ENDS_WITHIN_MS);
}

/** Stops the execution when half of the videos are paid for. Resolves with its id. */
async function stopHalfway(workflow: ReturnType<typeof sheetToVideos>): Promise<string> {
	const id = await start(workflow);
	await pollUntil(() => e2e.emulator.counts.charges >= HALF, ENDS_WITHIN_MS);
	await e2e.stage.client.stopExecution(id);
	return id;
}

/** The account's units are used up at a create in the middle. */
function failHalfway(): void {
	e2e.emulator.faults.add({ on: 'create', after: COUNT, error: { code: 1102 } });
}

/** The inputs of each video in the output, according to Kling. */
function promptsOfVideos(execution: Execution): Array<string | undefined> {
	const { tasks } = e2e.emulator;
	return outputOf(execution, KLING).map(({ json }) => {
		const task = tasks.find(({ videos }) => videos.some(({ url }) => url === json.video_url));
		return task?.body.prompt;
	});
}

/** The task ids in the list of executions. */
function idsNamedIn({ customData }: Execution): string[] {
	return Object.entries(customData)
		.filter(([key]) => key.startsWith('kling_task_ids'))
		.flatMap(([, line]) => (line === '' ? [] : line.split(', ')))
		.sort();
}

/** The execution has a video for each item, in their order, and none was paid for twice. */
function expectEachVideoOnce(execution: Execution): void {
	expect(promptsOfVideos(execution)).toEqual(prompts);
	expect(e2e.emulator.counts.charges).toBe(COUNT);
}

/**
 * Whoever looks for them in the list of executions finds them. n8n writes what they are named in a
 * moment after it has written that the execution has ended.
 */
async function expectAllPaidTasksNamed({ id }: Execution): Promise<void> {
	const read = async () => idsNamedIn(await e2e.stage.client.getExecution(id));
	await pollUntil(async () => (await read()).length > 0);
	expect(await read()).toEqual(e2e.emulator.tasks.map((task) => task.id).sort());
}

describe(`${COUNT} items, with creates whose answer is lost, that fail and that are reset`, () => {
	it('become as many videos in their order, each paid for once, and never overrun the account', async () => {
		e2e.emulator.faults.add(...unreliableCreates(SEED));
		const execution = await run(sheetToVideos());
		expectEachVideoOnce(execution);
		expect(e2e.emulator.counts.maxConcurrent).toBe(QUOTA);
	});
});

describe(`${COUNT} items whose run fails halfway`, () => {
	it('are paid for once with Retry On Fail', async () => {
		failHalfway();
		const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 100 };
		const execution = await run(sheetToVideos({}, settings));
		expect(e2e.emulator.faults.pending).toEqual([]);
		expectEachVideoOnce(execution);
	});

	it('are paid for once with Retry in the list of executions', async () => {
		failHalfway();
		const failed = await run(sheetToVideos());
		expect(failed.status).toBe('error');
		await expectAllPaidTasksNamed(failed);
		expectEachVideoOnce(await e2e.stage.client.retryExecution(failed.id));
	});
});

describe(`${COUNT} items whose run is stopped halfway`, () => {
	it('name every paid task in the stored execution', async () => {
		const id = await stopHalfway(sheetToVideos());
		const stopped = await e2e.stage.client.waitForExecution(id);
		expect(stopped.status).toBe('canceled');
		await expectAllPaidTasksNamed(stopped);
	});

	it('pay for the rest only when they run again with External Task IDs of the user’s own', async () => {
		const workflow = sheetToVideos({ externalTaskId: '={{ $json.prompt }}' });
		await stopHalfway(workflow);
		expectEachVideoOnce(await run(workflow));
	});
});

describe(`${COUNT} items whose workflow has a timeout`, () => {
	it('name every paid task in the stored execution', async () => {
		const ended = await run(sheetToVideos({}, {}, { executionTimeout: 3 }));
		expect(ended.status).toBe('canceled');
		expect(e2e.emulator.counts.charges).toBeGreaterThan(0);
		await expectAllPaidTasksNamed(ended);
	});
});
