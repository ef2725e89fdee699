import type { IExecuteFunctions, INodeExecutionData, NodeHint } from 'n8n-workflow';

const OPERATIONS_THAT_PAY = ['create', 'createAndWait'];
const OPERATIONS_THAT_WAIT = ['createAndWait', 'wait'];

/** What the output panel says before the node runs. */
export const hints: NodeHint[] = [
	{
		message:
			'<b>Each run costs money:</b> Kling charges for every second of video, once for each item.',
		displayCondition: isOneOf(OPERATIONS_THAT_PAY),
		location: 'outputPane',
		whenToDisplay: 'beforeExecution',
	},
	{
		message:
			'A video takes <b>one to ten minutes</b>. You can close this window while the workflow runs.',
		displayCondition: isOneOf(OPERATIONS_THAT_WAIT),
		location: 'outputPane',
		whenToDisplay: 'beforeExecution',
	},
];

function isOneOf(operations: string[]): string {
	return `={{ ${JSON.stringify(operations)}.includes($parameter["operation"]) }}`;
}

/** Makes the output panel say what the videos cost, and how long their links work. */
export function addResultHint(context: IExecuteFunctions, items: INodeExecutionData[]): void {
	// In older versions of n8n (1.104), an agent's tool can't add hints. An error here would lose
	// videos that are paid for.
	if (typeof context.addExecutionHints !== 'function') return;
	const message = describeResult(items);
	if (message !== '') context.addExecutionHints({ message, location: 'outputPane' });
}

/** Empty when there is nothing to say, as for raw data, which is in Kling's form. */
function describeResult(items: INodeExecutionData[]): string {
	const ends = items.flatMap(({ json }) =>
		typeof json.expires_at === 'string' ? [json.expires_at] : [],
	);
	const [firstEnd] = ends.sort();
	const videos = items.length === 1 ? 'This video' : 'These videos';
	const links = ends.length === 1 ? 'The link works' : 'The links work';
	return [
		...describeCharges(items).map((charge) => `${videos} cost <b>${charge}</b>.`),
		firstEnd ? `${links} until <b>${firstEnd.slice(0, 10)}</b>; then Kling deletes the video.` : '',
	]
		.filter((part) => part !== '')
		.join(' ');
}

/** In units of a resource pack, in money, or in both where some videos were paid for so and some so. */
function describeCharges(items: INodeExecutionData[]): string[] {
	const sumOf = (field: string) =>
		items.reduce((sum, { json }) => sum + Number(json[field] ?? 0), 0);
	const currency = items.map(({ json }) => json.currency).find((name) => typeof name === 'string');
	const charges: Array<[number, string]> = [
		[sumOf('units_charged'), 'units'],
		[sumOf('money_charged'), currency ?? 'of the account’s balance'],
	];
	return (
		charges
			.filter(([sum]) => sum > 0)
			// Rounded, because sums of decimal numbers aren't exact.
			.map(([sum, unit]) => `${Number(sum.toFixed(4))} ${unit}`)
	);
}
