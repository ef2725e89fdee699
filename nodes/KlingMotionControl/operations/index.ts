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
import * as getResourcePacks from './getResourcePacks';
import * as wait from './wait';

/** A new operation is entered here, and nowhere else. */
const RESOURCES = [
	{
		option: { name: 'Account', value: 'account' },
		operations: [getResourcePacks],
		default: 'getResourcePacks',
	},
	{
		option: { name: 'Motion Video', value: 'motionVideo' },
		operations: [create, createAndWait, get, getMany, wait],
		default: 'createAndWait',
	},
];
const OPERATIONS = RESOURCES.flatMap(({ operations }) => operations);

/** What the user chooses first, and then the fields of what was chosen. */
export const operationFields: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: RESOURCES.map(({ option }) => option),
		default: 'motionVideo',
	},
	...RESOURCES.flatMap(fieldsOfResource),
];

function fieldsOfResource(resource: (typeof RESOURCES)[number]): INodeProperties[] {
	const show = { resource: [resource.option.value] };
	const operation: INodeProperties = {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show },
		options: resource.operations.map(({ option }) => option),
		default: resource.default,
	};
	const fields = resource.operations.flatMap((entry) =>
		updateDisplayOptions({ ...show, operation: [entry.option.value] }, entry.fields),
	);
	return [operation, ...fields];
}

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
