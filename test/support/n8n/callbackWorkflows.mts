import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { NewWorkflow } from '../../../n8n-runtime/client.mts';
import type { Stage } from './useStage.mts';
import { webhookTrigger } from './webhookWorkflow.mts';
import { chain, manualTrigger, type WorkflowNode } from './workflow.mts';

/**
 * A connection from a node to another, by the numbers of output and input if they aren't the first.
 */
export type Link = [from: WorkflowNode, to: WorkflowNode, output?: number, input?: number];

/** A workflow whose nodes are connected by the links. */
export function connect(nodes: WorkflowNode[], links: Link[]): NewWorkflow {
	const connections: NewWorkflow['connections'] = {};
	for (const [from, to, output = 0, input = 0] of links) {
		const outputs = (connections[from.name] ??= { main: [] }).main as Array<object[] | null>;
		while (outputs.length <= output) outputs.push([]);
		outputs[output]?.push({ node: to.name, type: 'main', index: input });
	}
	return { ...chain(...nodes), connections };
}

/** A workflow that passes one item at a time through a node, and then all of them to another. */
export function loopOver(
	source: WorkflowNode,
	body: WorkflowNode,
	done: WorkflowNode,
): NewWorkflow {
	const start = manualTrigger();
	const rounds = n8nNode('Loop', 'splitInBatches', 3);
	return connect(
		[start, source, rounds, body, done],
		[
			[start, source],
			[source, rounds],
			[rounds, done, 0],
			[rounds, body, 1],
			[body, rounds],
		],
	);
}

/** A node that does nothing, and shows which items have reached it. */
export function behind(name = 'Behind'): WorkflowNode {
	return n8nNode(name, 'noOp', 1);
}

/** A node that reports each item to a server of ours. */
export function report(url: string): WorkflowNode {
	return n8nNode('Report', 'httpRequest', 4.2, {
		method: 'POST',
		url,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: '={{ JSON.stringify($json) }}',
	});
}

/**
 * A node that adds a field to each item, whose value only an expression with the paired item can
 * know.
 */
export function readPaired(expression: string): WorkflowNode {
	return n8nNode('Paired', 'set', 3.4, {
		mode: 'raw',
		jsonOutput: `={{ JSON.stringify({ video: $json.video_url, paired: ${expression} }) }}`,
	});
}

/** A node that merges the items of two branches. */
export function merge(): WorkflowNode {
	return n8nNode('Merge', 'merge', 3.2);
}

/** A node that starts another workflow, once for all items or once for each. */
export function subWorkflow(
	workflowId: string,
	mode: 'once' | 'each' = 'once',
	options: IDataObject = {},
): WorkflowNode {
	return n8nNode('Sub-workflow', 'executeWorkflow', 1.2, {
		workflowId: { __rl: true, mode: 'id', value: workflowId },
		mode,
		options,
	} as INodeParameters);
}

/** The trigger of a sub-workflow. */
export function calledTrigger(): WorkflowNode {
	return n8nNode('Called', 'executeWorkflowTrigger', 1.1, { inputSource: 'passthrough' });
}

/** How often to start a workflow in production, and its settings. */
interface Production {
	times?: number;
	settings?: object;
}

/**
 * Publishes a workflow of these nodes behind a webhook and calls the webhook. Resolves with the
 * workflow's id.
 */
export async function runInProduction(
	{ client, n8n }: Stage,
	nodes: WorkflowNode[],
	{ times = 1, settings }: Production = {},
): Promise<string> {
	const trigger = webhookTrigger();
	const workflow = chain(trigger, ...nodes);
	const created = await client.createWorkflow({ ...workflow, ...(settings && { settings }) });
	await client.activate(created);
	const call = async () =>
		await fetch(`${n8n.webhookOrigin}/webhook/${trigger.webhookId}`, { method: 'POST' });
	await Promise.all(Array.from({ length: times }, call));
	return created.id;
}

function n8nNode(
	name: string,
	type: string,
	typeVersion: number,
	parameters: INodeParameters = {},
): WorkflowNode {
	return { name, type: `n8n-nodes-base.${type}`, typeVersion, parameters };
}
