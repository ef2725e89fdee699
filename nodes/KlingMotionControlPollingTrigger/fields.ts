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
	},
	...triggerOutputFields,
	{
		displayName: 'External Task ID Starts With',
		name: 'externalTaskIdPrefix',
		type: 'string',
		default: '',
		placeholder: 'e.g. shop-',
		description:
			'For several workflows that share an account: only videos whose External Task ID starts with this text. Leave empty for all videos.',
	},
];
