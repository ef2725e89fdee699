import { describe, expect, it } from '@jest/globals';
import type { Execution } from '../../n8n-runtime/client.mts';
import { fastStage } from '../support/n8n/fastTime.mts';
import { useE2e } from '../support/n8n/useE2e.mts';
import { chain, items, KLING, manualTrigger, type WorkflowNode } from '../support/n8n/workflow.mts';
import { pollUntil } from '../support/pollUntil.mts';

/** Jobs of a minute take three seconds, for both Kling and our node. */
const SPEED = 20;
const JOB_MS = 60_000;
const QUOTA = 5;
const EXECUTIONS = 40;
/**
 * The time that n8n itself takes is multiplied, too, so the videos of a round end further apart
 * than in real time and need more queries. `npm run bench -- batch` measures the real number on an
 * idle machine.
 */
const REQUESTS_PER_VIDEO = 3;
const ENDS_WITHIN_MS = 120_000;

const e2e = useE2e(fastStage(SPEED, { quota: QUOTA, jobDurationMs: JOB_MS }));

async function publish(...nodes: WorkflowNode[]): Promise<string> {
	const { id } = await e2e.stage.client.createWorkflow(chain(manualTrigger(), ...nodes));
	return id;
}

async function start(workflowId: string): Promise<string> {
	return await e2e.stage.client.run(workflowId, manualTrigger().name);
}

/** When our node started and ended, in Unix milliseconds. */
function timesOf({ data }: Execution): { start: number; end: number } {
	const [run] = data.resultData.runData[KLING] ?? [];
	if (!run) throw new Error('The node has not run');
	return { start: run.startTime, end: run.startTime + run.executionTime };
}

describe(`${EXECUTIONS} executions of one item, all at once`, () => {
	it(
		'become as many videos, with few requests, and never overrun the account',
		async () => {
			const workflow = await publish(e2e.node({ parameters: { options: {} } }));
			const ids = await Promise.all(Array.from({ length: EXECUTIONS }, () => start(workflow)));
			const ended: Execution[] = [];
			for (const id of ids) {
				ended.push(await e2e.stage.client.waitForExecution(id, ENDS_WITHIN_MS));
			}
			const { counts, requests } = e2e.emulator;
			const { creates, queries, listQueries } = counts;
			const refused = requests.filter(({ status }) => status === 429).length;
			const first = Math.min(...ended.map((execution) => timesOf(execution).start));
			const last = Math.max(...ended.map((execution) => timesOf(execution).end));
			const seconds = Math.round(((last - first) * SPEED) / 1000);
			const ideal = ((EXECUTIONS / QUOTA) * JOB_MS) / 1000;
			process.stdout.write(
				`${EXECUTIONS} executions: ${seconds} s (at best ${ideal} s), ${creates} creates (${refused} refused), ${queries} queries for a task and ${listQueries} for the list\n`,
			);

			expect(ended.map(({ status }) => status)).toEqual(ids.map(() => 'success'));
			expect(counts).toMatchObject({ charges: EXECUTIONS, maxConcurrent: QUOTA });
			expect(creates + queries + listQueries).toBeLessThanOrEqual(REQUESTS_PER_VIDEO * EXECUTIONS);
		},
		2 * ENDS_WITHIN_MS,
	);
});

describe('a single execution in the middle of a batch of 200 items', () => {
	it(
		'gets its place within the time of two jobs',
		async () => {
			const rows = Array.from({ length: 200 }, (_, row) => ({ row }));
			const batch = await start(
				await publish(items(...rows), e2e.node({ parameters: { options: {} } })),
			);
			await pollUntil(() => e2e.emulator.counts.charges >= 2 * QUOTA, ENDS_WITHIN_MS);
			const prompt = 'single';
			const single = await publish(e2e.node({ parameters: { prompt, options: {} } }));
			const execution = await e2e.stage.client.waitForExecution(await start(single));
			await e2e.stage.client.stopExecution(batch);
			const placed = e2e.emulator.requests.find(
				({ operation, body, status }) =>
					operation === 'create' &&
					status === 200 &&
					(body as { prompt?: string }).prompt === prompt,
			);
			const waited = ((placed?.time ?? Infinity) - timesOf(execution).start) * SPEED;
			expect(waited).toBeLessThanOrEqual(2 * JOB_MS);
		},
		2 * ENDS_WITHIN_MS,
	);
});
