import type { INodeParameters } from 'n8n-workflow';
import { startEmulator } from '../emulator/server.mts';
import type { Execution, NewWorkflow } from '../n8n-runtime/client.mts';
import { chain, items, kling, KLING, manualTrigger } from '../test/support/n8n/workflow.mts';
import { rounded, table } from './markdown.mts';
import { createCredential, runWorkflow, type Workbench } from './workbench.mts';

const TASKS = 20;
const QUOTA = 5;
const JOB_S = 1;
const LOOP = 'Loop';

const PARAMETERS: INodeParameters = {
	operation: 'createAndWait',
	imageUrl: 'http://127.0.0.1/character.png',
	videoUrl: 'http://127.0.0.1/reference.mp4',
	options: { pollingInterval: 1 },
};

/** How many seconds a batch takes, and how many requests each task takes. */
interface Measurement {
	seconds: number;
	requestsPerTask: number;
}

/** Measures how long many tasks take in an account that allows only a few at once. */
export async function measureBatch(workbench: Workbench): Promise<string> {
	const together = await measure(workbench, (...nodes) => chain(...nodes));
	const oneByOne = await measure(workbench, loop);
	const ideal = Math.ceil(TASKS / QUOTA) * JOB_S;
	const row = (name: string, { seconds, requestsPerTask }: Measurement) => [
		name,
		rounded(seconds),
		rounded(seconds / ideal, 2),
		rounded(requestsPerTask),
	];
	const rows = [
		row('all items in one run of the node', together),
		row('the same node in a loop, one item at a time', oneByOne),
	];
	return [
		`${TASKS} tasks of ${JOB_S} s in an account that allows ${QUOTA} at once: at best ${ideal} s. Create and Wait asks once a second, the shortest interval that it takes.`,
		table(['Way', 'Seconds', 'Times the best', 'Requests per task'], rows),
	].join('\n\n');
}

async function measure(
	workbench: Workbench,
	connect: (...nodes: Parameters<typeof chain>) => NewWorkflow,
): Promise<Measurement> {
	const emulator = await startEmulator({
		checkMedia: false,
		jobDurationMs: JOB_S * 1000,
		quota: QUOTA,
	});
	try {
		const credential = await createCredential(workbench, emulator);
		const jsons = Array.from({ length: TASKS }, (_value, number) => ({ number }));
		const workflow = connect(manualTrigger(), items(...jsons), kling(credential, PARAMETERS));
		const seconds = duration(await runWorkflow(workbench, workflow));
		const { charges } = emulator.counts;
		if (charges !== TASKS) throw new Error(`${charges} tasks were made, not ${TASKS}`);
		return { seconds, requestsPerTask: emulator.requests.length / TASKS };
	} finally {
		await emulator.close();
	}
}

/** Puts the last node into a loop that passes it one item at a time. */
function loop(...nodes: Parameters<typeof chain>): NewWorkflow {
	const batches = {
		name: LOOP,
		type: 'n8n-nodes-base.splitInBatches',
		typeVersion: 3,
		parameters: { batchSize: 1 },
	};
	const workflow = chain(...nodes.slice(0, -1), batches, ...nodes.slice(-1));
	const end = (node: string) => [{ node, type: 'main' as const, index: 0 }];
	// The loop's first output is for its end.
	workflow.connections[LOOP] = { main: [[], end(KLING)] };
	workflow.connections[KLING] = { main: [end(LOOP)] };
	return workflow;
}

/** The seconds from our node's first start to its last end. */
function duration({ data }: Execution): number {
	const runs = data.resultData.runData[KLING] ?? [];
	const start = Math.min(...runs.map(({ startTime }) => startTime));
	const end = Math.max(...runs.map(({ startTime, executionTime }) => startTime + executionTime));
	return (end - start) / 1000;
}
