import type { INodeProperties } from 'n8n-workflow';

/** Which of the account's motion videos to return. */
export const filtersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	options: [
		{
			displayName: 'External Task ID Starts With',
			name: 'externalTaskIdPrefix',
			type: 'string',
			default: '',
			placeholder: 'e.g. order-',
			description: 'The text that your own names for the videos start with',
		},
		{
			displayName: 'Made by Execution',
			name: 'madeByExecution',
			type: 'string',
			default: '',
			placeholder: 'e.g. 1042',
			description:
				'The number of an n8n execution, such as one that crashed: returns the videos that it started, except for those with External Task IDs of your own',
		},
		{
			displayName: 'Status',
			name: 'status',
			type: 'multiOptions',
			options: [
				{ name: 'Failed', value: 'failed' },
				{ name: 'In Progress', value: 'processing' },
				{ name: 'Queued', value: 'submitted' },
				{ name: 'Ready', value: 'succeed' },
			],
			default: [],
			description: 'The status of the videos; leave empty for all of them',
		},
	],
};
