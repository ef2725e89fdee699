import type { INodeProperties } from 'n8n-workflow';

/** What the user of the trigger decides. */
export const fields: INodeProperties[] = [
	{
		// n8n shows no other tags here, so no numbers either.
		displayName:
			'<ul><li>Copy the production URL from Webhook URLs above.</li><li>Paste it into Callback URL of the node that creates the tasks, under Additional Fields.</li><li>Publish this workflow.</li></ul>Kling must be able to reach the URL from the Internet.',
		name: 'notice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		required: true,
		options: [
			{ name: 'Failed', value: 'failed', description: 'Kling could not make the video' },
			{ name: 'Processing', value: 'processing', description: 'Kling has begun to make the video' },
			{ name: 'Submitted', value: 'submitted', description: 'The task waits for its turn' },
			{ name: 'Succeeded', value: 'succeed', description: 'The video is ready' },
		],
		default: ['succeed', 'failed'],
		description: 'Which changes of a task start the workflow',
	},
	{
		displayName: 'Verify With Kling API',
		name: 'verifyWithApi',
		type: 'boolean',
		default: true,
		description:
			'Whether to ask Kling about the task before the workflow starts. Kling does not sign its callbacks by default, so without this, anybody who knows the URL can start the workflow with made-up data.',
	},
	{
		displayName: 'Verify Signature',
		name: 'verifySignature',
		type: 'boolean',
		default: false,
		description:
			'Whether to refuse callbacks that are not signed with the webhook secret of the credential. Create the secret in the Kling console first.',
	},
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
	},
	{
		displayName: 'Download Video',
		name: 'downloadVideo',
		type: 'boolean',
		default: false,
		description:
			'Whether to put the video file itself into the output. Kling deletes videos after 30 days.',
	},
	{
		displayName: 'Put Output in Field',
		name: 'binaryPropertyName',
		type: 'string',
		required: true,
		default: 'data',
		placeholder: 'e.g. data',
		displayOptions: { show: { downloadVideo: [true] } },
		hint: 'The name of the output field to put the video file in',
	},
];
