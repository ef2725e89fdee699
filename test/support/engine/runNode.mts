import type { ExecutionLifecycleHooks } from 'n8n-core';
import './fastClock.mts';
import { core } from './n8nCore.mts';
import {
	Workflow,
	type ExecutionError,
	type ICredentialDataDecryptedObject,
	type ICredentialTestFunctions,
	type ILoadOptionsFunctions,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IRunExecutionData,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { KlingMotionControl } from '../../../nodes/KlingMotionControl/KlingMotionControl.node';
import { createAdditionalData } from './additionalData.mts';

/** One execution of the node. */
export interface NodeRun {
	parameters: INodeParameters;
	/** The output of the previous node; one empty item when not given. */
	items?: INodeExecutionData[];
	credential: ICredentialDataDecryptedObject;
	/** The node's settings: `retryOnFail`, `onError` and the like. */
	settings?: Partial<INode>;
	executionId?: string;
	/** The address of n8n; when not given, nothing listens there. */
	n8nUrl?: string;
	/** The address of n8n's editor, if it differs. */
	editorUrl?: string;
	/** _Execution Logic v2_, in which files are in the items' JSON. */
	binaryMode?: 'combined';
}

/** The result of a run. */
export interface NodeResult {
	/** The items of the first output. */
	items: INodeExecutionData[];
	/** The items of the error output, which exists with `onError: 'continueErrorOutput'`. */
	errorItems: INodeExecutionData[];
	error: ExecutionError | undefined;
	/** How the execution as a whole ended. */
	status: IRun['status'];
	/** The execution as n8n stores it. */
	execution: IRun;
}

/** An execution that is under way. */
export interface RunningNode {
	result: Promise<NodeResult>;
	/** Stops the execution, as the Stop button does. */
	stop: () => void;
}

const NODE = 'Kling Motion Control';
/** The number of an execution for which a test gives none. */
const FIRST_ID = '1';
/** The name of the previous node. */
export const SOURCE = 'Source';

/** The executions that have ended, as n8n stores them. */
const stored = new Map<string, IRunExecutionData>();

/** Executes the node in n8n's own engine. */
export async function runNode(run: NodeRun): Promise<NodeResult> {
	return await startNode(run).result;
}

/** Starts an execution of the node in n8n's own engine. */
export function startNode(run: NodeRun): RunningNode {
	const { workflow, node, additionalData } = createN8n(run);
	const startNode = workflow.getNode(SOURCE) ?? undefined;
	const execution = new core.WorkflowExecute(additionalData, 'manual').run({ workflow, startNode });
	additionalData.getRunExecutionData = async (id) => await Promise.resolve(stored.get(id));
	const result = execution.then((ended) => {
		stored.set(run.executionId ?? FIRST_ID, ended.data);
		return readResult(ended, node.name);
	});
	return { result, stop: () => execution.cancel() };
}

/** Continues an execution that n8n has stored. */
export async function continueNode(run: NodeRun, data: IRunExecutionData): Promise<NodeResult> {
	const { workflow, node, additionalData } = createN8n(run);
	const execution = new core.WorkflowExecute(additionalData, 'manual', data);
	return readResult(await execution.processRunExecutionData(workflow), node.name);
}

/** Retries an execution that failed with the saved workflow, as the list of executions does. */
export async function retryNode(run: NodeRun, failed: NodeResult): Promise<NodeResult> {
	const data = structuredClone(failed.execution.data);
	const { resultData } = data;
	const runs = resultData.runData[resultData.lastNodeExecuted ?? ''];
	delete resultData.error;
	if (runs?.at(-1)?.error !== undefined) runs.pop();
	const { node } = createN8n(run);
	for (const failedNode of data.executionData?.nodeExecutionStack ?? []) failedNode.node = node;
	return await continueNode(run, data);
}

/**
 * Creates the engine for one execution of the node, in the state that it has after a start of n8n.
 */
export function createN8n({ executionId = FIRST_ID, ...run }: NodeRun): {
	workflow: Workflow;
	node: INode;
	additionalData: IWorkflowExecuteAdditionalData;
} {
	const workflow = createWorkflow(run);
	const node = workflow.getNode(run.settings?.name ?? NODE) as INode;
	const additionalData = createAdditionalData(
		run.credential,
		executionId,
		run.n8nUrl,
		run.editorUrl,
	);
	additionalData.hooks = createHooks(executionId);
	return { workflow, node, additionalData };
}

/** Creates the context for the methods that fill the node's lists in the editor. */
export function createListContext(
	credential: ICredentialDataDecryptedObject,
): ILoadOptionsFunctions {
	const workflow = createWorkflow({ credential, parameters: {} });
	const node = workflow.getNode(NODE) as INode;
	const additionalData = createAdditionalData(credential);
	return new core.LoadOptionsContext(workflow, node, additionalData, '');
}

/** Creates the context for the test of a credential. */
export function createCredentialTestContext(): ICredentialTestFunctions {
	return new core.CredentialTestContext(createAdditionalData({}));
}

/** Lifecycle hooks without listeners. */
function createHooks(executionId: string): ExecutionLifecycleHooks {
	return new core.ExecutionLifecycleHooks('manual', executionId, {} as IWorkflowBase);
}

/** A workflow of a node that outputs the items, and the node under test. */
function createWorkflow(run: NodeRun): Workflow {
	const { items = [{ json: {} }], parameters, settings, binaryMode } = run;
	const source = createNode(SOURCE, {});
	const node = { ...createNode(NODE, parameters), ...settings };
	node.credentials ??= { klingMotionControlApi: { id: '1', name: 'Kling account' } };
	return new Workflow({
		id: 'workflow',
		name: 'Test',
		active: false,
		nodes: [source, node],
		connections: { [SOURCE]: { main: [[{ node: node.name, type: 'main', index: 0 }]] } },
		nodeTypes: createNodeTypes(items),
		settings: { executionOrder: 'v1', binaryMode },
	});
}

function createNode(name: string, parameters: INodeParameters): INode {
	return { id: name, name, type: name, typeVersion: 1, position: [0, 0], parameters };
}

function createNodeTypes(items: INodeExecutionData[]): INodeTypes {
	const node = new KlingMotionControl();
	const source: INodeType = {
		description: {
			displayName: SOURCE,
			name: SOURCE,
			group: ['input'],
			version: 1,
			description: '',
			defaults: {},
			inputs: [],
			outputs: ['main'],
			properties: [],
		},
		execute: async () => await Promise.resolve([items]),
	};
	const find = (type: string) => (type === SOURCE ? source : node);
	return { getByName: find, getByNameAndVersion: find, getKnownTypes: () => ({}) };
}

function readResult(execution: IRun, nodeName: string): NodeResult {
	const { data, status } = execution;
	const { runData, error } = data.resultData;
	const [items, errorItems] = runData[nodeName]?.at(-1)?.data?.main ?? [];
	return { items: items ?? [], errorItems: errorItems ?? [], error, status, execution };
}
