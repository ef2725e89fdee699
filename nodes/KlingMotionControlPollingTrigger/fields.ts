import type { INodeProperties } from 'n8n-workflow';
import { triggerOutputFields } from '../common/outputFields';
import { END_OPTIONS } from '../common/triggerFields';

/** The parameters of the polling trigger, apart from n8n's own Poll Times. */
export const pollingTriggerFields: INodeProperties[] = [
	{
		displayName: 'Trigger On',
		name: 'triggerOn',
		type: 'multiOptions',
		required: true,
		options: END_OPTIONS,
		default: ['succeed', 'failed'],
		description: 'Which ends of a video start the workflow',
	},
	...triggerOutputFields,
	{
		displayName: 'Only External Task IDs That Start With',
		name: 'externalTaskIdPrefix',
		type: 'string',
		default: '',
		placeholder: 'e.g. shop-',
		description:
			'Starts the workflow for videos with such an External Task ID only, when several workflows share an account. Leave empty for all videos.',
	},
];
