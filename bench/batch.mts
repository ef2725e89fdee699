import type { INodeParameters } from 'n8n-workflow';
import { startEmulator, type Emulator } from '../emulator/server.mts';
import type { Credential, Execution, NewWorkflow } from '../n8n-runtime/client.mts';
import { chain, items, kling, KLING, manualTrigger } from '../test/support/n8n/workflow.mts';
import { rounded, table } from './markdown.mts';
import {
	createCredential,
	runWorkflow,
	startWorkflow,
	withFastWorkbench,
	type FastWorkbench,
	type Workbench,
} from './workbench.mts';

/** How much faster time goes for Kling and for the node. */
const SPEED = 20;
const INTERVAL_S = 10;
const LOOP = 'Loop';

const PARAMETERS: INodeParameters = {
	operation: 'createAndWait',
	imageUrl: 'http://127.0.0.1/character.png',
	videoUrl: 'http://127.0.0.1/reference.mp4',
	options: { pollingInterval: INTERVAL_S },
};

/** The number of videos, in an account that allows only a few at once. */
interface Grid {
	videos: number;
	quota: number;
	jobS: number;
}

const GRIDS: Grid[] = [
	{ videos: 20, quota: 5, jobS: 60 },
	{ videos: 40, quota: 10, jobS: 120 },
	{ videos: 24, quota: 8, jobS: 300 },
];
const MANY: Grid = { videos: 40, quota: 5, jobS: 60 };

/** How to make the videos of a grid; the executions that have made them. */
interface Way {
	name: string;
	run: (workbench: FastWorkbench, credential: Credential, grid: Grid) => Promise<Execution[]>;
}

const TOGETHER: Way = { name: 'all items in one execution', run: runWith(chain) };
const LOOPING: Way = { name: 'the same node in a loop, item by item', run: runWith(loop) };
const APART: Way = { name: 'an execution for each item, all at once', run: runApart };

/** How long many tasks take in an account that allows a few at once. */
export async function measureBatch(workbench: Workbench): Promise<string> {
	const rows = await withFastWorkbench(workbench, SPEED, async (fast) => {
		const measured: string[][] = [];
		for (const grid of GRIDS) measured.push(await measure(fast, TOGETHER, grid));
		measured.push(await measure(fast, APART, MANY));
		measured.push(await measure(fast, LOOPING, GRIDS[0] as Grid));
		return measured;
	});
	return [
		`Times are Kling's, which go ${SPEED} times faster than real ones here, and so does the node's clock: what the machine itself takes counts ${SPEED} times. The node asks every ${INTERVAL_S} s.`,
		table(
			['Way', 'Videos', 'At once', 'Job, s', 'Seconds', 'At best', 'Ratio', 'Requests per video'],
			rows,
		),
	].join('\n\n');
}

async function measure(workbench: FastWorkbench, way: Way, grid: Grid): Promise<string[]> {
	const { videos, quota, jobS } = grid;
	const emulator = await startEmulator({
		checkMedia: false,
		pace: workbench.pace,
		jobDurationMs: jobS * 1000,
		quota,
	});
	try {
		const credential = await createCredential(workbench, emulator);
		const executions = await way.run(workbench, credential, grid);
		assertCharges(emulator, videos);
		const seconds = durationOf(executions) * SPEED;
		const ideal = Math.ceil(videos / quota) * jobS;
		return [
			way.name,
			...[videos, quota, jobS].map(String),
			rounded(seconds, 0),
			rounded(ideal, 0),
			rounded(seconds / ideal, 3),
			rounded(requestsToApi(emulator) / videos, 2),
		];
	} finally {
		await emulator.close();
	}
}

function requestsToApi({ counts }: Emulator): number {
	return counts.creates + counts.queries + counts.listQueries;
}

function assertCharges({ counts }: Emulator, videos: number): void {
	if (counts.charges !== videos) throw new Error(`${counts.charges} tasks, not ${videos}`);
}

function runWith(connect: typeof chain): Way['run'] {
	return async (workbench, credential, { videos }) => {
		const jsons = Array.from({ length: videos }, (_value, number) => ({ number }));
		const nodes = [manualTrigger(), items(...jsons), kling(credential, PARAMETERS)];
		return [await runWorkflow(workbench, connect(...nodes))];
	};
}

async function runApart(
	workbench: FastWorkbench,
	credential: Credential,
	{ videos }: Grid,
): Promise<Execution[]> {
	const workflow = chain(manualTrigger(), kling(credential, PARAMETERS));
	const started = Array.from({ length: videos }, async () => {
		return await startWorkflow(workbench, workflow);
	});
	const executions: Execution[] = [];
	for (const waitForEnd of await Promise.all(started)) executions.push(await waitForEnd());
	return executions;
}

/** Puts the last node into a loop that gives it one item after the other. */
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

/** Seconds from the first start of our node to its last end. */
function durationOf(executions: Execution[]): number {
	const runs = executions.flatMap(({ data }) => data.resultData.runData[KLING] ?? []);
	const start = Math.min(...runs.map(({ startTime }) => startTime));
	const end = Math.max(...runs.map(({ startTime, executionTime }) => startTime + executionTime));
	return (end - start) / 1000;
}
