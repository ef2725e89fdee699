import { randomUUID } from 'node:crypto';
import type { Execution } from '../../../n8n-runtime/client.mts';
import { pollUntil } from '../pollUntil.mts';
import type { N8n, Stage } from './useStage.mts';
import { chain, type WorkflowNode } from './workflow.mts';

/** A published workflow that is started by POST requests. */
export interface WebhookWorkflow {
	url: string;
	/** Waits until a number of executions have started and ended; returns them, newest first. */
	executions: (count: number) => Promise<Execution[]>;
	/** The id of the newest execution. */
	newestId: () => Promise<string>;
}

/** Publishes a workflow of these nodes behind a webhook that responds at once. */
export async function publishWebhook(
	{ client, n8n }: Stage<N8n>,
	...nodes: WorkflowNode[]
): Promise<WebhookWorkflow> {
	const trigger = webhookTrigger();
	const workflow = await client.createWorkflow(chain(trigger, ...nodes));
	await client.activate(workflow);
	let ids: string[] = [];
	const started = async (count: number) =>
		await pollUntil(async () => {
			ids = await client.listExecutions(workflow.id);
			return ids.length >= count;
		});
	return {
		url: `${n8n.webhookOrigin}/webhook/${trigger.webhookId}`,
		executions: async (count) => {
			await started(count);
			return await Promise.all(ids.map(async (id) => await client.waitForExecution(id)));
		},
		newestId: async () => {
			await started(1);
			return ids[0] as string;
		},
	};
}

/** The webhook that starts executions in production: POST /webhook/<webhookId>. */
export function webhookTrigger(): ReturnType<typeof webhook> {
	return webhook('Webhook', 'n8n-nodes-base.webhook', 2);
}

/** A Wait node that parks its execution until a POST request to the execution's resume URL. */
export function waitForCall(): WorkflowNode {
	const node = webhook('Wait', 'n8n-nodes-base.wait', 1.1);
	return { ...node, parameters: { resume: 'webhook', httpMethod: 'POST' } };
}

function webhook(
	name: string,
	type: string,
	typeVersion: number,
): WorkflowNode & { webhookId: string } {
	const webhookId = randomUUID();
	const parameters = { httpMethod: 'POST', path: webhookId };
	return { name, type, typeVersion, parameters, webhookId };
}
