import type { INodeProperties } from 'n8n-workflow';

/** What few users need for a new motion video, as entries of the collection Options. */
export const creationOptions: INodeProperties[] = [
	{
		displayName: 'Additional Body Fields',
		name: 'additionalBodyFields',
		type: 'json',
		default: '{}',
		placeholder: 'e.g. {"model_name": "kling-v3"}',
		description:
			'A JSON object to add to the request, for anything else that a gateway asks for; its fields override those of the node',
	},
	{
		displayName: 'Element ID',
		name: 'elementId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 850100200300400500',
		description:
			'A character from the element library of your account, for the model Kling V3. The character then turns as in the reference video.',
	},
	{
		displayName: 'External Task ID',
		name: 'externalTaskId',
		type: 'string',
		default: '',
		placeholder: 'e.g. order-1042',
		description:
			'Your own name for the video, unique in your account. If a video with this ID exists, the node uses that one and creates no other. By default, the node makes one up.',
	},
	{
		displayName: 'Queue Time Limit (Minutes)',
		name: 'queueTimeLimit',
		type: 'number',
		typeOptions: { minValue: 0.1 },
		default: 1440,
		description:
			'How long an item may wait for a free place while the account is already making as many videos as its plan allows. Nothing is created or charged before then.',
	},
	{
		displayName: 'Watermark',
		name: 'watermark',
		type: 'boolean',
		default: false,
		description: 'Whether to make a second copy of the video, with a watermark',
	},
];

/** The address that Kling notifies. With Resume: On Callback, the node uses its own. */
export const callbackUrlOption: INodeProperties = {
	displayName: 'Callback URL',
	name: 'callbackUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://n8n.example.com/webhook/kling',
	description:
		'An address that Kling notifies whenever the status of the video changes, such as the URL of the Kling Motion Control Trigger',
};
