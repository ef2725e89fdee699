import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmulator, type Emulator } from '../emulator/server.mts';
import type { Workflow } from '../n8n-runtime/client.mts';
import { createTask } from '../test/support/servers/createTask.mts';
import { klingTrigger, TRIGGER } from '../test/support/n8n/trigger.mts';
import { chain, type WorkflowNode } from '../test/support/n8n/workflow.mts';
import { median, rounded, table } from './markdown.mts';
import { createCredential, type Workbench } from './workbench.mts';

const CALLBACKS = 50;
const POLL_MS = 10;
const STARTS_WITHIN_MS = 30_000;

/** A published workflow, and the URL that starts it. */
interface Target {
	name: string;
	workflow: Workflow;
	url: string;
	/** Milliseconds from a callback to the start of its execution. */
	delays: number[];
}

/** Measures how long it takes until a callback has started its workflow. */
export async function measureTrigger(workbench: Workbench): Promise<string> {
	const emulator = await startEmulator({ checkMedia: false, quota: 1, hold: true });
	try {
		const targets = await publishTargets(workbench, emulator);
		// The first ones are for warming up and don't count. The targets take turns, so that a busy
		// moment affects all of them.
		for (let number = -2; number < CALLBACKS; number++) {
			for (const target of targets) {
				const delay = await measure(workbench, target, await createEndedTask(emulator));
				if (number >= 0) target.delays.push(delay);
			}
		}
		return describe(targets);
	} finally {
		await emulator.close();
	}
}

async function publishTargets(workbench: Workbench, emulator: Emulator): Promise<Target[]> {
	const credential = await createCredential(workbench, emulator);
	return await Promise.all([
		publish(workbench, "n8n's own Webhook node", webhook(), ''),
		publish(
			workbench,
			'the trigger without verification',
			klingTrigger(credential, { verifyWithApi: false }),
		),
		publish(workbench, 'the trigger with Verify With Kling API', klingTrigger(credential)),
	]);
}

async function publish(
	{ client, n8n }: Workbench,
	name: string,
	trigger: WorkflowNode,
	path = '/kling',
): Promise<Target> {
	const workflow = await client.createWorkflow(chain(trigger));
	await client.activate(workflow);
	return { name, workflow, url: `${n8n.origin}/webhook/${trigger.webhookId}${path}`, delays: [] };
}

/**
 * A webhook with the trigger's name, so that the executions of both can be read in the same way.
 */
function webhook(): WorkflowNode {
	const webhookId = randomUUID();
	return {
		name: TRIGGER,
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		parameters: { httpMethod: 'POST', path: webhookId, responseMode: 'onReceived' },
		webhookId,
	};
}

/** Creates a task that has succeeded. */
async function createEndedTask(emulator: Emulator): Promise<string> {
	const { id } = await createTask(emulator);
	emulator.finish(id);
	return id;
}

async function measure({ client }: Workbench, target: Target, taskId: string): Promise<number> {
	const [last] = await client.listExecutions(target.workflow.id);
	const sentAt = Date.now();
	// Not awaited here, because the response may come after the start.
	const answer = fetch(target.url, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ task_id: taskId, task_status: 'succeed' }),
	});
	let newest = last;
	while (newest === last) {
		if (Date.now() - sentAt > STARTS_WITHIN_MS) throw new Error(`${target.name}: no execution`);
		await sleep(POLL_MS);
		[newest] = await client.listExecutions(target.workflow.id);
	}
	const { data } = await client.waitForExecution(newest ?? '');
	await answer;
	return (data.resultData.runData[TRIGGER]?.[0]?.startTime ?? Number.NaN) - sentAt;
}

function describe(targets: Target[]): string {
	const medians = targets.map(({ delays }) => median(delays));
	const [peer = Number.NaN] = medians;
	const rows = targets.map(({ name }, index) => {
		const value = medians[index] ?? Number.NaN;
		return [name, rounded(value, 0), rounded(value / peer)];
	});
	return [
		`From a callback to the start of its execution, median of ${CALLBACKS}, one at a time. n8n itself takes longer for every trigger that isn't its Webhook node, because it sets up its expression engine for the call.`,
		table(['What is called', 'Milliseconds', 'Ratio'], rows),
	].join('\n\n');
}
