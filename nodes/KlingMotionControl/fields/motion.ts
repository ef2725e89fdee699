import type { INodeProperties } from 'n8n-workflow';

/** What the video should be like. */
export const motionFields: INodeProperties[] = [
	{
		displayName: 'Character Orientation',
		name: 'characterOrientation',
		type: 'options',
		options: [
			{
				name: 'Match Image (Up to 10 Seconds)',
				value: 'image',
				description: 'The character faces the way it does in the image',
			},
			{
				name: 'Match Video (Up to 30 Seconds)',
				value: 'video',
				description: 'The character turns the way the person in the video does',
			},
		],
		default: 'image',
		description: 'Which way the character faces, and how long the reference video may be',
	},
	{
		displayName: 'Mode',
		// If it were called "mode", n8n's node creator would list its options as actions.
		name: 'videoMode',
		type: 'options',
		options: [
			{ name: 'Standard (720p)', value: 'std', description: 'Costs less' },
			{ name: 'Professional (1080p)', value: 'pro', description: 'Better quality, costs more' },
		],
		default: 'std',
		description:
			'The quality of the video. Kling charges for each second: with V2.6, $0.07 in Standard and $0.112 in Professional (list prices of September 2026). <a href="https://github.com/n8n-nodes-kling-motion-control/n8n-nodes-kling-motion-control/blob/main/docs/costs.md" target="_blank">All prices</a>.',
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
