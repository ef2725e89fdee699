import type { INodeProperties } from 'n8n-workflow';
import { showForWaiting } from './show';

/** How to wait. */
export const waitingFields: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: showForWaiting,
		options: [
			{
				displayName: 'On Failed Task',
				name: 'onFailedTask',
				type: 'options',
				options: [
					{ name: 'Stop With an Error', value: 'error' },
					{
						name: 'Output the Task',
						value: 'output',
						description: 'An item with the status "failed" and the reason',
					},
				],
				default: 'error',
				description: 'What to do when Kling could not make the video',
			},
			{
				displayName: 'On Time Limit',
				name: 'onTimeLimit',
				type: 'options',
				options: [
					{ name: 'Stop With an Error', value: 'error' },
					{
						name: 'Output the Task',
						value: 'output',
						description: 'An item with the last known status and "timed_out"',
					},
				],
				default: 'error',
				description: 'What to do when the time limit is over before the task has ended',
			},
			{
				displayName: 'Polling Interval (Seconds)',
				name: 'pollingInterval',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 10,
				description:
					'How often to ask Kling for the status. With several items, the smallest interval holds for all.',
			},
			{
				displayName: 'Time Limit (Minutes)',
				name: 'timeLimit',
				type: 'number',
				typeOptions: { minValue: 0.1 },
				default: 60,
				description:
					'How long to wait for each task. Kling normally takes one to ten minutes; the task goes on after the limit and can be waited for again.',
			},
		],
	},
];
