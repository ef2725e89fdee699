import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { triggerOutputFields } from '../common/outputFields';
import { END_OPTIONS } from '../common/triggerFields';

/** The events that can start the workflow. */
export const TRIGGER_ON: INodePropertyOptions[] = [
	...END_OPTIONS,
	{ name: 'Video Started', value: 'processing', description: 'Kling has started making the video' },
	{ name: 'Video Queued', value: 'submitted', description: 'The video is waiting for its turn' },
];

/** The parameters of the trigger. */
export const fields: INodeProperties[] = [
	{
		// A numbered list would be better, but n8n shows only these tags.
		displayName:
			'<ul><li>Copy the production URL from Webhook URLs above.</li><li>Paste it into Callback URL of the node that starts the videos, under Options.</li><li>Publish this workflow.</li></ul>Kling must be able to reach the URL from the Internet.',
		name: 'notice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Trigger On',
		name: 'triggerOn',
		type: 'multiOptions',
		required: true,
		options: TRIGGER_ON,
		default: ['succeed', 'failed'],
	},
	{
		displayName: 'Verify With Kling API',
		name: 'verifyWithApi',
		type: 'boolean',
		default: true,
		description:
			'Whether to ask Kling about the video before the workflow starts. Kling does not sign its callbacks by default, so without this, anybody who knows the URL can start the workflow with made-up data.',
	},
	{
		displayName: 'Verify Signature',
		name: 'verifySignature',
		type: 'boolean',
		default: false,
		description:
			'Whether to refuse callbacks that are not signed with the webhook secret of the credential. Create the secret in the Kling console first.',
	},
	...triggerOutputFields,
];
