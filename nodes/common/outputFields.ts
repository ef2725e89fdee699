import type { INodeProperties } from 'n8n-workflow';

const downloadVideo: INodeProperties = {
	displayName: 'Download Video',
	name: 'downloadVideo',
	type: 'boolean',
	default: true,
	description:
		'Whether to put the video file itself into the output. Kling deletes videos after 30 days.',
};

/** Whether the video itself comes out, and in which field. */
export const downloadFields: INodeProperties[] = [
	{ ...downloadVideo, displayOptions: { hide: { '@tool': [true] } } },
	// An agent passes a link on; it can do nothing with a file.
	{ ...downloadVideo, default: false, displayOptions: { show: { '@tool': [true] } } },
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

/** The form in which a motion video comes out. */
export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};
