import type { INodeProperties } from 'n8n-workflow';

const downloadVideo: INodeProperties = {
	displayName: 'Download Video',
	name: 'downloadVideo',
	type: 'boolean',
	default: true,
	description:
		'Whether to put the video file itself into the output. Kling deletes videos after 30 days.',
};

const outputField: INodeProperties = {
	displayName: 'Put Output in Field',
	name: 'binaryPropertyName',
	type: 'string',
	required: true,
	default: 'data',
	placeholder: 'e.g. data',
	displayOptions: { show: { downloadVideo: [true] } },
	hint: 'The name of the output field to put the video file in',
};

/** Whether to output the video itself, and in which field. */
export const downloadFields: INodeProperties[] = [
	{ ...downloadVideo, displayOptions: { hide: { '@tool': [true] } } },
	// An agent can pass on a link, but can't use a file.
	{ ...downloadVideo, default: false, displayOptions: { show: { '@tool': [true] } } },
	outputField,
];

/** The form of a motion video in the output. */
export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** The output of a trigger, which downloads nothing by default. */
export const triggerOutputFields: INodeProperties[] = [
	simplifyField,
	{ ...downloadVideo, default: false },
	outputField,
];
