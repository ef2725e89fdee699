import type { INodePropertyOptions } from 'n8n-workflow';

/** The ways in which a video can end, as options of *Trigger On*. */
export const END_OPTIONS = [
	{ name: 'Video Ready', value: 'succeed', description: 'The video can be downloaded' },
	{ name: 'Video Failed', value: 'failed', description: 'Kling could not make the video' },
];

/** The subtitle of a trigger on the canvas: the chosen options of *Trigger On* by their names. */
export function subtitleOf(options: INodePropertyOptions[]): string {
	const entries = options.map(({ value, name }) => [String(value), name] as const);
	const names = Object.fromEntries<string>(entries);
	return `={{ $parameter["triggerOn"].map((end) => (${JSON.stringify(names)})[end]).join(", ") }}`;
}
