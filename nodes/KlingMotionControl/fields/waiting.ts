import type { INodeProperties } from 'n8n-workflow';

/**
 * Hidden by one value rather than shown by the other, so that tools, which have no Resume, have
 * these fields, too.
 */
const pollingOnly = { hide: { '/resume': ['callback'] } };

/** How the node waits. */
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
				description:
					'Works everywhere. The execution keeps running and asks Kling every few seconds.',
			},
			{
				name: 'On Callback',
				value: 'callback',
				description:
					'Needs an n8n that Kling can reach. The execution is paused, holds no worker, and survives a restart.',
			},
		],
		default: 'polling',
		// An agent can't pause its execution.
		displayOptions: { hide: { '@tool': [true] } },
		description: 'How the node learns that a video is finished',
	},
	{
		displayName:
			'Add a second Kling Motion Control node after this one, with the operation Wait and the ID <code>{{ $json.task_id }}</code>: it passes finished videos on at once, stops at failed ones, and keeps waiting if Kling did not notify n8n within the time limit. When n8n resumes an execution, a node cannot stop it with an error.',
		name: 'callbackNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { resume: ['callback'] } },
	},
];

/** For the operation Wait, which doesn't create the task that it waits for. */
export const resumeUrlNotice: INodeProperties = {
	displayName:
		'Kling notifies this execution only about videos that it started with the Callback URL <code>{{ $execution.resumeUrl }}</code>.',
	name: 'resumeUrlNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { resume: ['callback'] } },
};

/** What few users need for waiting, as entries of the collection Options. */
export const waitingOptions: INodeProperties[] = [
	{
		displayName: 'On Failed Task',
		name: 'onFailedTask',
		type: 'options',
		options: [
			{ name: 'Stop With an Error', value: 'error' },
			{
				name: 'Output the Item',
				value: 'output',
				description: 'With the status "failed" and the reason',
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
				name: 'Output the Item',
				value: 'output',
				description: 'With the last known status and "timed_out"',
			},
		],
		default: 'error',
		displayOptions: pollingOnly,
		description: 'What to do when the video is not finished within the time limit',
	},
	{
		displayName: 'Polling Interval (Seconds)',
		name: 'pollingInterval',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 10,
		displayOptions: pollingOnly,
		description:
			'How often to ask Kling for the status. With several items, the smallest interval is used for all.',
	},
	{
		displayName: 'Time Limit (Minutes)',
		name: 'timeLimit',
		type: 'number',
		typeOptions: { minValue: 0.1 },
		default: 60,
		description:
			'How long to wait for each video. Kling normally takes one to ten minutes; it continues after the limit, and you can wait for the video again. On callback, the longest limit is used for all items.',
	},
];

/** For operations that create the task that they wait for. */
export const triesOption: INodeProperties = {
	displayName: 'Tries',
	name: 'tries',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 10 },
	default: 1,
	displayOptions: pollingOnly,
	description:
		'How many times Kling may try to make a video that fails. Moderation and "generation error" often pass the second time; a file that Kling cannot use never does.',
};
