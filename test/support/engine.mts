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
	type IWorkflowBase,
} from 'n8n-workflow';
import { KlingMotionControl } from '../../nodes/KlingMotionControl/KlingMotionControl.node';
import { createAdditionalData } from './additionalData.mts';

/** One execution of the node. */
export interface NodeRun {
	parameters: INodeParameters;
	/** What the node before has put out; one empty item when not given. */
	items?: INodeExecutionData[];
	credential: ICredentialDataDecryptedObject;
	/** The node's settings: `retryOnFail`, `onError` and the like. */
	settings?: Partial<INode>;
	executionId?: string;
}

/** What came of it. */
export interface NodeResult {
	/** Of the first output. */
	items: INodeExecutionData[];
	/** Of the error output, which is there with `onError: 'continueErrorOutput'`. */
	errorItems: INodeExecutionData[];
	error: ExecutionError | undefined;
	/** How the execution as a whole ended. */
	status: IRun['status'];
}

/** An execution that is under way. */
export interface RunningNode {
	result: Promise<NodeResult>;
	/** What the Stop button does. */
	stop: () => void;
}

const NODE = 'Kling Motion Control';
const SOURCE = 'Source';

/** Executes the node in n8n's own engine. */
export async function runNode(run: NodeRun): Promise<NodeResult> {
	return await startNode(run).result;
}

/** Starts an execution of the node in n8n's own engine. */
export function startNode({ executionId = '1', ...run }: NodeRun): RunningNode {
	const workflow = createWorkflow(run);
	const additionalData = createAdditionalData(run.credential, executionId);
	additionalData.hooks = createHooks(executionId);
	const startNode = workflow.getNode(SOURCE) ?? undefined;
	const execution = new core.WorkflowExecute(additionalData, 'manual').run({ workflow, startNode });
	return { result: execution.then(readResult), stop: () => execution.cancel() };
}

/** What n8n gives the methods of the node that fill its lists in the editor. */
export function createListContext(
	credential: ICredentialDataDecryptedObject,
): ILoadOptionsFunctions {
	const workflow = createWorkflow({ credential, parameters: {} });
	const node = workflow.getNode(NODE) as INode;
	const additionalData = createAdditionalData(credential);
	return new core.LoadOptionsContext(workflow, node, additionalData, '');
}

/** What n8n gives the test of a credential. */
export function createCredentialTestContext(): ICredentialTestFunctions {
	return new core.CredentialTestContext(createAdditionalData({}));
}

/** Nobody listens. */
function createHooks(executionId: string): ExecutionLifecycleHooks {
	return new core.ExecutionLifecycleHooks('manual', executionId, {} as IWorkflowBase);
}

/** A node that puts out the items, and behind it the node under test. */
function createWorkflow({ items = [{ json: {} }], parameters, settings }: NodeRun): Workflow {
	const source = createNode(SOURCE, {});
	const node = createNode(NODE, parameters);
	node.credentials = { klingMotionControlApi: { id: '1', name: 'Kling account' } };
	return new Workflow({
		id: 'workflow',
		name: 'Test',
		active: false,
		nodes: [source, { ...node, ...settings }],
		connections: { [SOURCE]: { main: [[{ node: NODE, type: 'main', index: 0 }]] } },
		nodeTypes: createNodeTypes(items),
		settings: { executionOrder: 'v1' },
	});
}

function createNode(name: string, parameters: INodeParameters): INode {
	return { id: name, name, type: name, typeVersion: 1, position: [0, 0], parameters };
}

function createNodeTypes(items: INodeExecutionData[]): INodeTypes {
	const types: Record<string, INodeType> = {
		[NODE]: new KlingMotionControl(),
		[SOURCE]: {
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
		},
	};
	return {
		getByName: (name) => types[name] as INodeType,
		getByNameAndVersion: (name) => types[name] as INodeType,
		getKnownTypes: () => ({}),
	};
}

function readResult({ data, status }: IRun): NodeResult {
	const { runData, error } = data.resultData;
	const [items, errorItems] = runData[NODE]?.at(-1)?.data?.main ?? [];
	return { items: items ?? [], errorItems: errorItems ?? [], error, status };
}
