import type { INodeProperties } from 'n8n-workflow';
import { showForTask, showForVideo } from '../KlingMotionControl/fields/displayOptions';

/** What comes out. */
export const outputFields: INodeProperties[] = [
	{
		displayName: 'Download Video',
		name: 'downloadVideo',
		type: 'boolean',
		default: false,
		displayOptions: showForVideo,
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
		displayOptions: { show: { ...showForVideo.show, downloadVideo: [true] } },
		hint: 'The name of the output field to put the video file in',
	},
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		displayOptions: showForTask,
		description: 'Whether to return a simplified version of the response instead of the raw data',
	},
];
