import type { INode, INodeParameters } from 'n8n-workflow';
import { isFinal } from '../../../emulator/task.mts';
import type { Execution, Workflow } from '../../../n8n-runtime/client.mts';
import { pollUntil } from '../pollUntil.mts';
import type { QueueStage } from './useQueueStage.mts';
import { REQUEST_BODY } from '../servers/request.mts';
import { webhookTrigger } from '../n8n/webhookWorkflow.mts';
import { chain, kling, type WorkflowNode } from '../n8n/workflow.mts';

/** How long a busy machine may take for anything that is awaited here. */
export const PATIENCE_MS = 120_000;

/** An expression for the order of an item, for any node after the webhook. */
export const ORDER = "$('Webhook').item.json.body.order";

/** Our node, which makes a video for each order, with the order as the prompt. */
export function makeVideo(
	{ credential }: QueueStage,
	parameters: INodeParameters,
	settings: Partial<INode> = {},
): WorkflowNode {
	const { image_url: imageUrl, video_url: videoUrl } = REQUEST_BODY;
	const prompt = `={{ ${ORDER} }}`;
	return kling(
		credential,
		{ operation: 'createAndWait', imageUrl, videoUrl, prompt, ...parameters },
		settings,
	);
}

/** A published workflow that is started by calling a webhook with an order. */
export class OrderWorkflow {
	private constructor(
		private readonly stage: QueueStage,
		private readonly workflow: Workflow,
		private readonly url: string,
	) {}

	/** Publishes a workflow of the webhook and these nodes. */
	static async publish(stage: QueueStage, ...nodes: WorkflowNode[]): Promise<OrderWorkflow> {
		const trigger = webhookTrigger();
		const workflow = await stage.client.createWorkflow(chain(trigger, ...nodes));
		await stage.client.activate(workflow);
		const url = `${stage.n8n.webhookOrigin}/webhook/${trigger.webhookId}`;
		return new OrderWorkflow(stage, workflow, url);
	}

	/** Starts an execution with an order. */
	async send(order: string): Promise<void> {
		const headers = { 'Content-Type': 'application/json' };
		const body = JSON.stringify({ order });
		const { status } = await fetch(this.url, { method: 'POST', headers, body });
		if (status !== 200) throw new Error(`The webhook answered ${status} to ${order}`);
	}

	/**
	 * Sends orders as a caller who knows the account would: the next one whenever fewer than `quota`
	 * are under way.
	 */
	async feed(orders: string[], quota: number): Promise<void> {
		const { emulator } = this.stage;
		const ended = () => emulator.tasks.filter(isFinal).length;
		const before = ended();
		for (const [sent, order] of orders.entries()) {
			await pollUntil(() => sent - (ended() - before) < quota, PATIENCE_MS);
			await this.send(order);
		}
	}

	/** How many executions have one of these statuses now. */
	async count(...status: Array<Execution['status']>): Promise<number> {
		const filter = JSON.stringify({ workflowId: this.workflow.id, status });
		const query = new URLSearchParams({ filter, limit: '1' });
		const page = await this.stage.client.get<{ count: number }>(`/executions?${query}`);
		return page.count;
	}

	/** Waits until a number of executions are parked. */
	async parked(count: number): Promise<void> {
		await pollUntil(async () => (await this.count('waiting')) === count, PATIENCE_MS);
	}

	/** The ids of the newest executions, at most 20, newest first. */
	async newestIds(): Promise<string[]> {
		return await this.stage.client.listExecutions(this.workflow.id);
	}
}
