import type { INodeProperties } from 'n8n-workflow';
import { showForWait, showForWaiting } from './displayOptions';

/** By this way round, tools have them, too, where Resume is hidden. */
const pollingOnly = { hide: { '/resume': ['callback'] } };

/** How to wait. */
export const waitingFields: INodeProperties[] = [
	{
		displayName: 'Resume',
		name: 'resume',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'By Polling',
				value: 'polling',
				description: 'Asks Kling again and again. Works everywhere; the execution goes on running.',
			},
			{
				name: 'On Callback',
				value: 'callback',
				description:
					'Puts the execution aside until Kling calls. Nothing runs meanwhile, and a restart does no harm; Kling must be able to reach your n8n.',
			},
		],
		default: 'polling',
		// An agent can't put its execution aside.
		displayOptions: { ...showForWaiting, hide: { '@tool': [true] } },
		description: 'How the node learns that a task has ended',
	},
	{
		displayName:
			'When n8n resumes an execution, it cannot stop it with an error. Put a second node like this one behind it, with the operation Wait and the task <code>{{ $json.task_id }}</code>: it passes videos on at once, stops at failed tasks, and goes on waiting if no call came within the time limit.',
		name: 'callbackNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { ...showForWaiting.show, resume: ['callback'] } },
	},
	{
		displayName:
			'Kling calls this execution only about tasks that were created in it with the Callback URL <code>{{ $execution.resumeUrl }}</code>.',
		name: 'resumeUrlNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { ...showForWait.show, resume: ['callback'] } },
	},
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
				displayOptions: pollingOnly,
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
				displayOptions: pollingOnly,
				description: 'What to do when the time limit is over before the task has ended',
			},
			{
				displayName: 'Polling Interval (Seconds)',
				name: 'pollingInterval',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 10,
				displayOptions: pollingOnly,
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
					'How long to wait for each task. Kling normally takes one to ten minutes; the task goes on after the limit and can be waited for again. On callback, the longest limit holds for all items.',
			},
		],
	},
];
