import type { INodeExecutionData, IRunExecutionData, IWebhookData } from 'n8n-workflow';
import { KlingMotionControl } from '../../../nodes/KlingMotionControl/KlingMotionControl.node';
import { continueNode, createN8n, SOURCE } from './runNode.mts';
import type { NodeResult, NodeRun } from './runNode.mts';
import { core } from './n8nCore.mts';

/** The result of a callback. */
export interface CallbackResult {
	/** The HTTP status of the response. */
	status: number;
	message: string | undefined;
	/** How the execution ended; undefined when it wasn't resumed. */
	resumed: NodeResult | undefined;
}

/** A parked execution, as n8n stores it. Each method starts from this state. */
export interface ParkedNode {
	readonly result: NodeResult;
	/** When n8n resumes the execution without a callback. */
	readonly deadline: Date | undefined;
	/** The node's input. */
	readonly input: INodeExecutionData[];
	/** The output of the previous node. */
	readonly outputBefore: INodeExecutionData[];
	/** The secret in the resume URL. */
	readonly resumeToken: string;
	/** Sends a callback as Kling does, with JSON or with raw bytes. */
	call: (body: unknown) => Promise<CallbackResult>;
	/** Resumes the execution at its time limit. */
	expire: () => Promise<NodeResult>;
}

/**
 * The parked execution that a run has led to.
 *
 * @throws an error when the execution wasn't parked.
 */
export function toParkedNode(run: NodeRun, result: NodeResult): ParkedNode {
	const { execution, status, error } = result;
	if (status !== 'waiting') throw new Error(`Not parked, but ${status}: ${error?.message}`);
	const { data } = execution;
	return {
		result,
		deadline: execution.waitTill ?? undefined,
		input: currentInput(data),
		outputBefore: data.resultData.runData[SOURCE]?.[0]?.data?.main?.[0] ?? [],
		resumeToken: data.resumeToken ?? '',
		call: async (body) => await call(run, structuredClone(data), body),
		expire: async () => await continueNode(run, structuredClone(data)),
	};
}

/** What n8n does with a call (`WaitingWebhooks`), except that it doesn't check the address. */
async function call(
	run: NodeRun,
	stored: IRunExecutionData,
	body: unknown,
): Promise<CallbackResult> {
	const { workflow, node, additionalData } = createN8n(run);
	const entry = currentEntry(stored);
	entry.node.disabled = true;
	stored.waitTill = undefined;
	stored.resultData.runData[node.name]?.pop();
	const response = new FakeResponse();
	const rawBody = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
	const request = { rawBody, body, headers: {}, params: {}, query: {}, socket: {} };
	Object.assign(additionalData, { httpRequest: request, httpResponse: response });
	const webhookData = { node: node.name } as IWebhookData;
	const context = new core.WebhookContext(
		workflow,
		node,
		additionalData,
		'manual',
		webhookData,
		[],
		stored,
	);
	const { workflowData } = await new KlingMotionControl().webhook.call(context);
	if (!workflowData) return { ...response.answer, resumed: undefined };
	entry.data.main = workflowData;
	return { ...response.answer, resumed: await continueNode(run, stored) };
}

function currentEntry({ executionData }: IRunExecutionData) {
	const entry = executionData?.nodeExecutionStack[0];
	if (!entry) throw new Error('No node is under way');
	return entry;
}

function currentInput(data: IRunExecutionData): INodeExecutionData[] {
	return currentEntry(data).data.main?.[0] ?? [];
}

/** The part of an Express response that the node uses. */
class FakeResponse {
	headersSent = false;

	readonly answer: { status: number; message: string | undefined } = {
		status: 200,
		message: undefined,
	};

	status(code: number): this {
		this.answer.status = code;
		return this;
	}

	json({ message }: { message: string }): void {
		this.headersSent = true;
		this.answer.message = message;
	}
}
