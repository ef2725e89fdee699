import type { INodeProperties } from 'n8n-workflow';
import { showForCreation } from './displayOptions';

/** What few users need for a new task. */
export const additionalFields: INodeProperties[] = [
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		displayOptions: showForCreation,
		options: [
			{
				displayName: 'Additional Body Fields',
				name: 'additionalBodyFields',
				type: 'json',
				default: '{}',
				placeholder: 'e.g. {"model_name": "kling-v3"}',
				description:
					'A JSON object that is sent along, for what a gateway asks for; its fields win over those of the node',
			},
			{
				displayName: 'Callback URL',
				name: 'callbackUrl',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://n8n.example.com/webhook/kling',
				description: 'An address that Kling calls whenever the status of the task changes',
			},
			{
				displayName: 'External Task ID',
				name: 'externalTaskId',
				type: 'string',
				default: '',
				placeholder: 'e.g. order-1042',
				description:
					'Your own name for the task, unique in your account. If a task with this ID exists, the node takes that one and creates no other. By default, the node makes one up.',
			},
			{
				displayName: 'Model',
				name: 'model',
				type: 'options',
				options: [
					{ name: 'Kling V2.6', value: 'kling-v2-6' },
					{ name: 'Kling V3', value: 'kling-v3' },
				],
				default: 'kling-v2-6',
				description: 'The model that makes the video; newer ones cost more per second',
			},
			{
				displayName: 'Watermark',
				name: 'watermark',
				type: 'boolean',
				default: false,
				description: 'Whether to make a second copy of the video, with a watermark',
			},
		],
	},
];
