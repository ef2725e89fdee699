import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** The ways in which a video can end, as options of *Trigger On*. */
export const END_OPTIONS = [
	{ name: 'Video Failed', value: 'failed', description: 'Kling could not make the video' },
	{ name: 'Video Ready', value: 'succeed', description: 'The video can be downloaded' },
];

/** The subtitle of a trigger on the canvas: the chosen options of *Trigger On* by their names. */
export function subtitleOf(options: INodePropertyOptions[]): string {
	const entries = options.map(({ value, name }) => [String(value), name] as const);
	const names = Object.fromEntries<string>(entries);
	return `={{ $parameter["triggerOn"].map((end) => (${JSON.stringify(names)})[end]).join(", ") }}`;
}

/** What comes out of a trigger. */
export const triggerOutputFields: INodeProperties[] = [
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
	},
	{
		displayName: 'Download Video',
		name: 'downloadVideo',
		type: 'boolean',
		default: false,
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
		displayOptions: { show: { downloadVideo: [true] } },
		hint: 'The name of the output field to put the video file in',
	},
];
