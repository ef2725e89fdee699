import type { IExecuteFunctions } from 'n8n-workflow';

const KEY_LIMIT = 10;
const VALUE_LIMIT = 512;

interface NodeOptions {
	executionId?: string;
	runIndex?: number;
	nodeId?: string;
	type?: string;
}

/**
 * What n8n stores with an execution and restores for Retry On Fail and Retry: the nodes' contexts,
 * and the custom data with n8n's limits (n8n-core's `setWorkflowExecutionMetadata`).
 */
export class StoredExecution {
	readonly customData: Record<string, string> = {};

	readonly logged: string[] = [];

	private contexts: Record<string, object> = {};

	/** The context of a node in this execution, or in one that n8n has started to retry it. */
	node({
		executionId = '100',
		runIndex = 0,
		nodeId = 'node-1',
		type = 'klingMotionControl',
	}: NodeOptions = {}): IExecuteFunctions {
		const { customData, contexts } = this;
		const set = (key: string, value: string) => {
			if (!(key in customData) && Object.keys(customData).length >= KEY_LIMIT) return;
			customData[key] = value.slice(0, VALUE_LIMIT);
		};
		const $execution = { customData: { set, getAll: () => ({ ...customData }) } };
		return {
			getExecutionId: () => executionId,
			getNode: () => ({ id: nodeId, type }),
			getContext: () => (contexts[nodeId] ??= {}),
			getWorkflowDataProxy: () => ({ $runIndex: runIndex, $execution }),
			logger: { info: (line: string) => void this.logged.push(line) },
		} as unknown as IExecuteFunctions;
	}

	/** Turns everything into JSON and back, as n8n does between runs. */
	store(): void {
		this.contexts = JSON.parse(JSON.stringify(this.contexts)) as Record<string, object>;
	}
}
