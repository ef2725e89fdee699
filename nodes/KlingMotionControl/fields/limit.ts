import type { INodeProperties } from 'n8n-workflow';
import { showForGetMany } from './show';

/** How many tasks. */
export const limitFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		displayOptions: showForGetMany,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		displayOptions: { show: { ...showForGetMany.show, returnAll: [false] } },
		description: 'Max number of results to return',
	},
];
