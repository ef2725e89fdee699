import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { listTasks } from '../../../kling/tasks/list';
import { openAccount } from '../../common/account';
import { createClock } from '../../common/clock';
import { forEachItem } from '../../common/items';
import { outputOptionsOf, toItem } from '../../common/output';
import { simplifyField } from '../../common/outputFields';
import { filtersField } from '../fields/filters';
import { readFilters } from '../input/filters';

export const option: INodePropertyOptions = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many motion videos',
	description: 'Retrieve a list of motion videos, newest first',
};

export const fields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		displayOptions: { show: { returnAll: [false] } },
		description: 'Max number of results to return',
	},
	simplifyField,
	filtersField,
];

/** Returns all or the newest tasks, as one item each. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const { client } = await openAccount(context);
	const clock = createClock(context);
	return await forEachItem(context, async (itemIndex) => {
		const isAll = context.getNodeParameter('returnAll', itemIndex, false) === true;
		const limit = isAll ? Infinity : Number(context.getNodeParameter('limit', itemIndex, 50));
		const tasks = await listTasks(client, clock, limit, readFilters(context, itemIndex));
		const options = outputOptionsOf(context, itemIndex);
		return tasks.map((task) => toItem(task, options, itemIndex));
	});
}
