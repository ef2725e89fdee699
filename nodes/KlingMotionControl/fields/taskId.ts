import type { INodeProperties } from 'n8n-workflow';
import { showForTaskId } from './displayOptions';

/** Which task. */
export const taskIdFields: INodeProperties[] = [
	{
		displayName: 'Task',
		name: 'taskId',
		type: 'resourceLocator',
		required: true,
		default: { mode: 'id', value: '' },
		displayOptions: showForTaskId,
		description: 'The task, by its task ID or by its external task ID',
		modes: [
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 819463427195047936',
			},
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: 'searchTasks', searchable: true },
			},
		],
	},
];
