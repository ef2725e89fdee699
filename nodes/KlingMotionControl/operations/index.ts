import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { updateDisplayOptions } from '../../common/updateDisplayOptions';
import * as create from './create';
import * as createAndWait from './createAndWait';
import * as get from './get';
import * as getMany from './getMany';
import * as wait from './wait';

/** A new operation is entered here, and nowhere else. */
const OPERATIONS = [create, createAndWait, get, getMany, wait];

const RESOURCE = 'motionVideo';

/** What the user chooses first, and then the fields of what was chosen. */
export const operationFields: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: [{ name: 'Motion Video', value: 'motionVideo' }],
		default: 'motionVideo',
	},
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [RESOURCE] } },
		options: OPERATIONS.map(({ option }) => option),
		default: 'createAndWait',
	},
	...OPERATIONS.flatMap(({ option, fields }) =>
		updateDisplayOptions({ resource: [RESOURCE], operation: [option.value] }, fields),
	),
];

/** The operation by its name, and the resolution where one is chosen: "Create and Wait · 1080p". */
export const subtitle = `={{ (${JSON.stringify(namesByValue())})[$parameter["operation"]] + ({ "std": " · 720p", "pro": " · 1080p" }[$parameter["videoMode"]] ?? "") }}`;

function namesByValue(): Record<string, string> {
	return Object.fromEntries(OPERATIONS.map(({ option }) => [option.value, option.name]));
}

/**
 * Does what the user has chosen for all items.
 *
 * @throws NodeOperationError for an operation that doesn't exist; whatever the operation throws.
 */
export async function executeOperation(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const name = context.getNodeParameter('operation', 0);
	const operation = OPERATIONS.find(({ option }) => option.value === name);
	if (operation) return await operation.execute(context);
	throw new NodeOperationError(context.getNode(), `The operation "${name}" is not supported`, {
		description: 'Choose one of the operations that the node offers.',
	});
}
