import type { INodeExecutionData, IRunExecutionData, IWebhookData } from 'n8n-workflow';
import { KlingMotionControl } from '../../../nodes/KlingMotionControl/KlingMotionControl.node';
import { continueNode, createN8n, SOURCE } from './runNode.mts';
import type { NodeResult, NodeRun } from './runNode.mts';
import { core } from './n8nCore.mts';

/** What a callback brought about. */
export interface CallbackResult {
	/** What whoever called is told. */
	status: number;
	message: string | undefined;
	/** How the execution ended, if it was resumed. */
	resumed: NodeResult | undefined;
}

/** An execution that the node has put aside, as n8n stores it. Whatever is done to it starts from there. */
export interface ParkedNode {
	readonly result: NodeResult;
	/** When n8n goes on without a callback. */
	readonly deadline: Date | undefined;
	/** What the node has in hand. */
	readonly input: INodeExecutionData[];
	/** What the node in front has put out. */
	readonly outputBefore: INodeExecutionData[];
	/** What only callers of the execution may know. */
	readonly resumeToken: string;
	/** Calls it as Kling does, with JSON or with these very bytes. */
	call: (body: unknown) => Promise<CallbackResult>;
	/** Lets its time limit pass. */
	expire: () => Promise<NodeResult>;
}

/** @throws an error when the execution was not put aside. */
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

/** What n8n does with a call (`WaitingWebhooks`), the check of its address apart. */
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
	const request = { rawBody, body, headers: {}, params: {}, query: {} };
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

/** As much of a response of Express as the node uses. */
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
