import { randomUUID } from 'node:crypto';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import {
	outputOf,
	type Credential,
	type Execution,
	type Workflow,
} from '../../../n8n-runtime/client.mts';
import { pollUntil } from '../pollUntil.mts';
import { listExecutions } from './executions.mts';
import type { N8n, Stage } from './useStage.mts';
import { chain, type WorkflowNode } from './workflow.mts';

/** The name of the trigger under test. */
export const TRIGGER = 'Kling Motion Control Trigger';

const STARTS_WITHIN_MS = 60_000;
/** Long, because n8n tries several times. */
const PUBLISHED_WITHIN_MS = 60_000;

interface Publication {
	status: string;
	triggers: Array<{ errorMessage: string | null }>;
}

/** Our callback trigger, with its own webhook URL. */
export function klingTrigger(
	{ id, name, type }: Credential,
	parameters: INodeParameters = {},
): WorkflowNode {
	return {
		name: TRIGGER,
		type: 'n8n-nodes-kling-motion-control.klingMotionControlTrigger',
		typeVersion: 1,
		parameters,
		credentials: { [type]: { id, name } },
		webhookId: randomUUID(),
	};
}

/** A workflow that our trigger starts. */
export class TriggerWorkflow {
	private constructor(
		private readonly stage: Stage<N8n>,
		readonly workflow: Workflow,
	) {}

	/** Creates a workflow of the trigger and the nodes, in this order. */
	static async create(
		stage: Stage<N8n>,
		parameters: INodeParameters = {},
		{ credential = stage.credential, nodes = [] as WorkflowNode[] } = {},
	): Promise<TriggerWorkflow> {
		const trigger = klingTrigger(credential, parameters);
		const workflow = await stage.client.createWorkflow(chain(trigger, ...nodes));
		return new TriggerWorkflow(stage, workflow);
	}

	/** Creates such a workflow and publishes it, so that callbacks to its production URL start it. */
	static async publish(
		...parameters: Parameters<typeof TriggerWorkflow.create>
	): Promise<TriggerWorkflow> {
		const created = await TriggerWorkflow.create(...parameters);
		await created.stage.client.activate(created.workflow);
		return created;
	}

	get url(): string {
		return this.urlOf('webhook');
	}

	get testUrl(): string {
		return this.urlOf('webhook-test');
	}

	/** The ids of its executions, oldest first. */
	async listExecutions(): Promise<string[]> {
		return await listExecutions(this.stage.client, this.workflow.id);
	}

	/** Waits until a number of executions have started and ended; returns them, oldest first. */
	async executions(count: number): Promise<Execution[]> {
		let ids: string[] = [];
		await pollUntil(async () => {
			ids = await this.listExecutions();
			return ids.length >= count;
		}, STARTS_WITHIN_MS);
		const { client } = this.stage;
		return await Promise.all(ids.map(async (id) => await client.waitForExecution(id)));
	}

	/** The items with which a number of executions have started. */
	async items(count: number): Promise<INodeExecutionData[]> {
		const executions = await this.executions(count);
		return executions.flatMap((execution) => outputOf(execution, TRIGGER));
	}

	/**
	 * Does what the editor's button "Listen for test event" does: the test URL then accepts one
	 * callback.
	 */
	async listenForTestEvent(): Promise<void> {
		const start = { triggerToStartFrom: { name: TRIGGER } };
		await this.stage.client.post(`/workflows/${this.workflow.id}/run`, start);
	}

	/** Tries to publish the workflow; returns n8n's error message, or null when it succeeds. */
	async publicationError(): Promise<string | null> {
		const { client } = this.stage;
		const { id, versionId } = this.workflow;
		await client.post(`/workflows/${id}/activate`, { versionId });
		let publication: Publication = { status: 'in_progress', triggers: [] };
		await pollUntil(async () => {
			publication = await client.get(`/workflows/${id}/publication-status`);
			return publication.status !== 'in_progress';
		}, PUBLISHED_WITHIN_MS);
		return publication.triggers[0]?.errorMessage ?? null;
	}

	private urlOf(kind: 'webhook' | 'webhook-test'): string {
		const [trigger] = this.workflow.nodes;
		const { origin, webhookOrigin } = this.stage.n8n;
		return `${kind === 'webhook' ? webhookOrigin : origin}/${kind}/${trigger?.webhookId}/kling`;
	}
}

/** The response to a callback. */
export interface CallbackAnswer {
	status: number;
	text: string;
}

/** Sends a callback, as anyone can. */
export async function call(
	url: string,
	body: object | string,
	headers: Record<string, string> = {},
): Promise<CallbackAnswer> {
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', ...headers },
		body: typeof body === 'string' ? body : JSON.stringify(body),
	});
	return { status: response.status, text: await response.text() };
}
