import type { INodeProperties } from 'n8n-workflow';

/** Which motion video the operation is about. */
export const taskIdFields: INodeProperties[] = [
	{
		displayName: 'Motion Video',
		name: 'taskId',
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		description: 'The video, chosen from a list, or given by its task ID or external task ID',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: 'searchTasks', searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 819463427195047936',
			},
		],
	},
];
