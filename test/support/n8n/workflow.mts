import type { IConnections, IDataObject, INode, INodeParameters } from 'n8n-workflow';
import type { Credential, NewWorkflow } from '../../../n8n-runtime/client.mts';

/** A node of a workflow, placed and identified by {@link chain}. */
export type WorkflowNode = Pick<INode, 'name' | 'type' | 'typeVersion' | 'parameters'> &
	Partial<INode>;

/** The name of the node under test. */
export const KLING = 'Kling Motion Control';

/** The trigger of a manual run. */
export function manualTrigger(): WorkflowNode {
	return node('Start', 'n8n-nodes-base.manualTrigger', 1, {});
}

/** A Code node that outputs these items. */
export function items(...jsons: IDataObject[]): WorkflowNode {
	return code(`return ${JSON.stringify(jsons.map((json) => ({ json })))};`);
}

/** A Code node that runs once for all items. */
export function code(jsCode: string): WorkflowNode {
	return node('Code', 'n8n-nodes-base.code', 2, { jsCode });
}

/** An HTTP Request node that adds the file at an address to each item. */
export function fetchFile(url: string, field = 'data'): WorkflowNode {
	const response = { response: { responseFormat: 'file', outputPropertyName: field } };
	const parameters = { url, options: { response } };
	return node(`Fetch ${field}`, 'n8n-nodes-base.httpRequest', 4.2, parameters);
}

/**
 * Our node.
 *
 * @param settings the settings on the node's second tab, such as `onError`
 */
export function kling(
	credential: Credential,
	parameters: INodeParameters,
	settings: Partial<INode> = {},
): WorkflowNode {
	const { id, name, type } = credential;
	return {
		...node(KLING, 'n8n-nodes-kling-motion-control.klingMotionControl', 1, {
			resource: 'motionVideo',
			...parameters,
		}),
		credentials: { [type]: { id, name } },
		...settings,
	};
}

/** A workflow in which each node feeds the next. */
export function chain(...nodes: WorkflowNode[]): NewWorkflow {
	const connections: IConnections = {};
	nodes.slice(1).forEach((target, index) => {
		const source = nodes[index] as WorkflowNode;
		connections[source.name] = { main: [[{ node: target.name, type: 'main', index: 0 }]] };
	});
	return {
		name: nodes.map(({ name }) => name).join(', '),
		nodes: nodes.map((part, index) => ({
			id: `node-${index}`,
			position: [200 * index, 0],
			...part,
		})),
		connections,
		settings: { executionOrder: 'v1' },
	};
}

function node(
	name: string,
	type: string,
	typeVersion: number,
	parameters: INodeParameters,
): WorkflowNode {
	return { name, type, typeVersion, parameters };
}
