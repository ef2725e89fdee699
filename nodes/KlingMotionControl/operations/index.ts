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

/** A new operation has to be added to one of these lists, and nowhere else. */
const ACCOUNT_OPERATIONS = [getResourcePacks];
const VIDEO_OPERATIONS = [create, createAndWait, get, getMany, wait];
const OPERATIONS = [...ACCOUNT_OPERATIONS, ...VIDEO_OPERATIONS];

/** Resource and Operation, followed by the fields of all operations. */
export const operationFields: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: [
			// In this order, n8n's node creator lists the actions.
			{ name: 'Motion Video', value: 'motionVideo' },
			{ name: 'Account', value: 'account' },
		],
		default: 'motionVideo',
	},
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['account'] } },
		options: ACCOUNT_OPERATIONS.map(({ option }) => option),
		default: 'getResourcePacks',
	},
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['motionVideo'] } },
		options: VIDEO_OPERATIONS.map(({ option }) => option),
		default: 'createAndWait',
	},
	...VIDEO_OPERATIONS.flatMap(({ option, fields }) =>
		updateDisplayOptions({ resource: ['motionVideo'], operation: [option.value] }, fields),
	),
];

/** The operation's name, and the resolution if there is one: "Create and Wait · 1080p". */
export const subtitle = `={{ (${JSON.stringify(namesByValue())})[$parameter["operation"]] + ({ "std": " · 720p", "pro": " · 1080p" }[$parameter["videoMode"]] ?? "") }}`;

function namesByValue(): Record<string, string> {
	const entries = OPERATIONS.map(({ option }) => [String(option.value), option.name] as const);
	return Object.fromEntries<string>(entries);
}

/**
 * Runs the operation that the user has chosen, for all items.
 *
 * @throws NodeOperationError for an operation that doesn't exist; any error of the operation.
 */
export async function executeOperation(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const name = context.getNodeParameter('operation', 0);
	const operation = OPERATIONS.find(({ option }) => option.value === name);
	if (operation) return await operation.execute(context);
	throw new NodeOperationError(context.getNode(), `The operation "${name}" is not supported`, {
		description: 'Choose one of the operations that the node offers.',
	});
}
