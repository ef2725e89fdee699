import {
	createRunExecutionData,
	Workflow,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type IRun,
	type IWorkflowBase,
} from 'n8n-workflow';
import { KlingMotionControlTrigger } from '../../../nodes/KlingMotionControlTrigger/KlingMotionControlTrigger.node';
import { createAdditionalData } from './additionalData.mts';
import { core } from './n8nCore.mts';

/** The id and the name of the trigger under test. */
export const TRIGGER = 'Kling Motion Control Trigger';

/** An execution that our trigger has started, in n8n's own engine. */
export interface StartedExecution {
	/** The trigger's output. */
	items: INodeExecutionData[];
	/** What n8n stores with the workflow when the execution has ended; null if it leaves it alone. */
	staticData: IDataObject | null;
}

/**
 * Runs the execution that a callback has started.
 *
 * @param json what the trigger handed over when it received the callback
 */
export async function startedByCallback(
	credential: ICredentialDataDecryptedObject,
	json: IDataObject,
	parameters: INodeParameters = {},
	{ workflowId = `workflow ${Math.random()}`, executionId = '1', stored = {} as IDataObject } = {},
): Promise<StartedExecution> {
	const type = new KlingMotionControlTrigger();
	const find = () => type;
	const node: INode = {
		id: TRIGGER,
		name: TRIGGER,
		type: TRIGGER,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: { klingMotionControlApi: { id: '1', name: 'Kling account' } },
	};
	const workflow = new Workflow({
		id: workflowId,
		active: true,
		nodes: [node],
		connections: {},
		staticData: stored,
		nodeTypes: { getByName: find, getByNameAndVersion: find, getKnownTypes: () => ({}) },
	});
	const additionalData = createAdditionalData(credential, executionId);
	const hooks = new core.ExecutionLifecycleHooks('webhook', executionId, {} as IWorkflowBase);
	additionalData.hooks = hooks;
	let staticData: IDataObject | null = null;
	hooks.addHandler('workflowExecuteAfter', (_run: IRun, changed?: IDataObject) => {
		staticData = JSON.parse(JSON.stringify(changed ?? null)) as IDataObject | null;
	});
	const data = createRunExecutionData({
		executionData: { nodeExecutionStack: [{ node, data: { main: [[{ json }]] }, source: null }] },
	});
	const execution = new core.WorkflowExecute(additionalData, 'webhook', data);
	const run = await execution.processRunExecutionData(workflow);
	const [items = []] = run.data.resultData.runData[TRIGGER]?.[0]?.data?.main ?? [];
	return { items: items ?? [], staticData };
}
