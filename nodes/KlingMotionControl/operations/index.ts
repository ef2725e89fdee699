import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import * as create from './create';
import * as createAndWait from './createAndWait';
import * as get from './get';
import * as getMany from './getMany';
import * as wait from './wait';

/** The operation of the node, by the value of its parameter. */
export const operations: Record<
	string,
	(context: IExecuteFunctions) => Promise<INodeExecutionData[]>
> = {
	create: create.execute,
	createAndWait: createAndWait.execute,
	get: get.execute,
	getAll: getMany.execute,
	wait: wait.execute,
};

/** What the user chooses first. */
export const operationFields: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: [{ name: 'Task', value: 'task' }],
		default: 'task',
	},
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['task'] } },
		options: [create.option, createAndWait.option, get.option, getMany.option, wait.option],
		default: 'createAndWait',
	},
];
