import type { INodeProperties } from 'n8n-workflow';

/** What the video is to be like. */
export const motionFields: INodeProperties[] = [
	{
		displayName: 'Character Orientation',
		name: 'characterOrientation',
		type: 'options',
		options: [
			{
				name: 'Match Image',
				value: 'image',
				description: 'Faces as in the image; videos of up to 10 seconds',
			},
			{
				name: 'Match Video',
				value: 'video',
				description: 'Turns as in the video; videos of up to 30 seconds',
			},
		],
		default: 'image',
		description: 'Which way the character faces',
	},
	{
		displayName: 'Mode',
		// By "mode" alone, n8n's node creator would list the options as actions.
		name: 'videoMode',
		type: 'options',
		options: [
			{ name: 'Standard (720p)', value: 'std', description: 'Costs less' },
			{ name: 'Professional (1080p)', value: 'pro', description: 'Better quality, costs more' },
		],
		default: 'std',
		description: 'The quality of the video; Kling charges for each second of it',
	},
	{
		displayName: 'Model',
		name: 'model',
		type: 'options',
		options: [
			{ name: 'Kling V2.6', value: 'kling-v2-6', description: 'Costs less' },
			{ name: 'Kling V3', value: 'kling-v3', description: 'Newer, costs more' },
		],
		default: 'kling-v2-6',
		description: 'The version of Kling that makes the video',
	},
	{
		displayName: 'Prompt',
		name: 'prompt',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. The mascot dances on a sunny beach',
		description: 'What else the video should show, such as the scene; at most 2500 characters',
	},
	{
		displayName: 'Keep Original Sound',
		name: 'keepOriginalSound',
		type: 'boolean',
		default: true,
		description: 'Whether the new video has the sound of the reference video',
	},
];
