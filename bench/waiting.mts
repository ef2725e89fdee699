import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INodeParameters } from 'n8n-workflow';
import { startEmulator, type Emulator } from '../emulator/server.mts';
import { settleAll } from '../kling/concurrency';
import { N8nClient, type Credential, type NewWorkflow } from '../n8n-runtime/client.mts';
import { startCluster, type N8nCluster } from '../n8n-runtime/queue/cluster.mts';
import { REQUEST_BODY } from '../test/support/servers/request.mts';
import { pollUntil } from '../test/support/pollUntil.mts';
import { chain, kling, type WorkflowNode } from '../test/support/n8n/workflow.mts';
import { memoryAtRest } from './memory.mts';
import { rounded, table } from './markdown.mts';
import { closeLoop, loopNodes } from './waitLoop.mts';
import type { Workbench } from './workbench.mts';

const EXECUTIONS = 500;
const WORKERS = 2;
/**
 * Together, the workers can run all executions. With n8n's default of 10 per worker, the others
 * would have to queue.
 */
const CONCURRENCY = EXECUTIONS / WORKERS;
const INTERVAL_S = 10;
/**
 * Executions before the measurement, because a process needs less memory once it has cleaned up
 * after its start.
 */
const WARM_UP = 50;
const WAIT_MS = 60_000;
const CALLS_AT_ONCE = 20;
const WITHIN_MS = 300_000;

interface Way {
	name: string;
	nodes: (emulator: Emulator, credential: Credential) => WorkflowNode[];
	connect?: (workflow: NewWorkflow) => void;
}

interface Measurement {
	busy: number;
	/** The memory of all workers together, in MB above rest. */
	memory: number;
	/** Requests to Kling per execution, until some time after the last create. */
	requests: number;
}

const WAYS: Way[] = [
	{
		name: 'Create and Wait, Resume: On Callback',
		nodes: (_emulator, credential) => [createAndWait(credential, { resume: 'callback' })],
	},
	{
		name: 'Create and Wait, Resume: By Polling',
		nodes: (_emulator, credential) => [
			createAndWait(credential, { options: { pollingInterval: INTERVAL_S } }),
		],
	},
	{
		name: "n8n's HTTP Request, Wait and If in a loop",
		nodes: (emulator) => loopNodes(emulator, INTERVAL_S),
		connect: closeLoop,
	},
];

/** Measures what waiting executions cost, for each way of waiting. */
export async function measureWaiting(workbench: Workbench): Promise<string> {
	const results: Array<[string, Measurement]> = [];
	for (const way of WAYS) results.push([way.name, await measure(workbench, way)]);
	const least = results[0]?.[1].memory ?? Number.NaN;
	const rows = results.map(([name, { busy, memory, requests }]) => [
		name,
		String(busy),
		rounded(memory, 0),
		rounded(memory / least),
		rounded(requests),
	]);
	return [
		`${EXECUTIONS} executions wait for one task each. n8n runs in queue mode, with ${WORKERS} workers that may run ${CONCURRENCY} executions each (its default is 10). Each way starts with a fresh n8n, asks every ${INTERVAL_S} s, and is measured ${WAIT_MS / 1000} s after the last task was created. On callback, an execution makes its requests only once, because two callbacks arrive early. The memory of this way is left over from starting all executions at once. Each time, all ${EXECUTIONS} ended with their video.`,
		table(
			['Way', 'Busy worker slots', 'Workers above rest, MB', 'Ratio', 'Requests per task'],
			rows,
		),
	].join('\n\n');
}

async function measure({ builtPackage, runtime }: Workbench, way: Way): Promise<Measurement> {
	const cluster = await startCluster({
		runtime,
		packageFolder: builtPackage.folder,
		workers: WORKERS,
		concurrency: CONCURRENCY,
	});
	const emulator = await startEmulator({ checkMedia: false, hold: true, quota: EXECUTIONS });
	try {
		return await measureOn(cluster, emulator, way);
	} finally {
		await emulator.close();
		await cluster.stop();
	}
}

async function measureOn(cluster: N8nCluster, emulator: Emulator, way: Way): Promise<Measurement> {
	const { client, workflowId, url } = await publish(cluster, emulator, way);
	const run = async (count: number) =>
		await settleAll(count, CALLS_AT_ONCE, async () => await fetch(url, { method: 'POST' }));
	emulator.nextTask({ hold: false, jobDurationMs: 100, times: WARM_UP });
	await run(WARM_UP);
	await untilEnded(client, workflowId, WARM_UP);
	const atRest = await memoryOf(cluster);
	emulator.reset();
	await run(EXECUTIONS);
	await pollUntil(() => emulator.tasks.length === EXECUTIONS, WITHIN_MS);
	await sleep(WAIT_MS);
	const requests = emulator.requests.length - EXECUTIONS;
	const busy = await cluster.busyJobs();
	const memory = (await memoryOf(cluster)) - atRest;
	for (const task of emulator.tasks) emulator.finish(task.id);
	await untilEnded(client, workflowId, WARM_UP + EXECUTIONS);
	return { busy, memory, requests: requests / EXECUTIONS };
}

async function publish(cluster: N8nCluster, emulator: Emulator, { nodes, connect }: Way) {
	const client = await N8nClient.setUp(cluster.origin);
	const data = {
		authentication: 'apiToken',
		apiToken: 'test-token',
		region: 'custom',
		baseUrl: emulator.baseUrl,
	};
	const credential = await client.createCredential('Kling', 'klingMotionControlApi', data);
	const webhookId = randomUUID();
	const workflow = chain(webhook(webhookId), ...nodes(emulator, credential));
	connect?.(workflow);
	const created = await client.createWorkflow(workflow);
	await client.activate(created);
	return {
		client,
		workflowId: created.id,
		url: `${cluster.webhookOrigin}/webhook/${webhookId}`,
	};
}

/** The memory of all workers, in MB. */
async function memoryOf({ workers }: N8nCluster): Promise<number> {
	const values = await Promise.all(workers.map(async ({ pid }) => await memoryAtRest(pid)));
	return values.reduce((sum, value) => sum + value, 0);
}

/**
 * Waits until all executions have ended.
 *
 * @throws when one of them fails.
 */
async function untilEnded(client: N8nClient, workflowId: string, count: number): Promise<void> {
	const filter = JSON.stringify({ workflowId, status: ['success'] });
	const query = new URLSearchParams({ filter, limit: '1' });
	await pollUntil(async () => {
		const page = await client.get<{ count: number }>(`/executions?${query}`);
		return page.count === count;
	}, WITHIN_MS);
}

function webhook(webhookId: string): WorkflowNode {
	return {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		parameters: { httpMethod: 'POST', path: webhookId },
		webhookId,
	};
}

function createAndWait(credential: Credential, parameters: INodeParameters): WorkflowNode {
	return kling(credential, {
		operation: 'createAndWait',
		imageUrl: REQUEST_BODY.image_url,
		videoUrl: REQUEST_BODY.video_url,
		...parameters,
	});
}
