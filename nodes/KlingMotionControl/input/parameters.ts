import type { IExecuteFunctions } from 'n8n-workflow';
import { inputError } from '../../../kling/errors';
import type { TaskParameters } from '../../../kling/taskRequest';

interface AdditionalFields {
	additionalBodyFields?: unknown;
	callbackUrl?: unknown;
	externalTaskId?: unknown;
	model?: string;
	watermark?: boolean;
}

/** What an item asks for, media apart. Expressions may give anything, so nothing is taken as it is. */
export function readParameters(
	context: IExecuteFunctions,
	itemIndex: number,
	problems: string[],
): TaskParameters {
	const read = (name: string) => context.getNodeParameter(name, itemIndex, '');
	const additional = context.getNodeParameter(
		'additionalFields',
		itemIndex,
		{},
	) as AdditionalFields;
	return {
		characterOrientation: toText(read('characterOrientation'), 'Character Orientation', problems),
		mode: toText(read('mode'), 'Mode', problems),
		prompt: toText(read('prompt'), 'Prompt', problems),
		keepOriginalSound: context.getNodeParameter('keepOriginalSound', itemIndex, true) !== false,
		model: additional.model,
		watermark: additional.watermark,
		callbackUrl: toText(additional.callbackUrl, 'Callback URL', problems),
		externalTaskId: toText(additional.externalTaskId, 'External Task ID', problems),
		additionalBodyFields: additional.additionalBodyFields,
	};
}

/** The text of a parameter; empty when there is none. */
export function readText(
	context: IExecuteFunctions,
	itemIndex: number,
	name: string,
	label: string,
	problems: string[],
): string {
	return toText(context.getNodeParameter(name, itemIndex, ''), label, problems);
}

/**
 * The id of the task that an item names.
 *
 * @throws KlingError (`input`) when there is none, or when it can't be trusted any more.
 */
export function readTaskId(context: IExecuteFunctions, itemIndex: number): string {
	const value = context.getNodeParameter('taskId', itemIndex, '', { extractValue: true });
	if (typeof value === 'number' && !Number.isSafeInteger(value)) {
		throw inputError(
			[`The task ID ${value} came as a number, which cannot hold all of its digits`],
			'Pass the task ID on as text, as this node outputs it. Spreadsheets need a column formatted as text.',
		);
	}
	const problems: string[] = [];
	const id = toText(value, 'Task', problems).trim();
	if (id === '') problems.push('Task is empty');
	if (problems.length > 0) {
		throw inputError(problems, 'Enter the task ID that Create returned, or your external task ID.');
	}
	return id;
}

function toText(value: unknown, label: string, problems: string[]): string {
	if (value === undefined || value === null) return '';
	if (typeof value === 'string') return value;
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	problems.push(`${label} must be text, not ${Array.isArray(value) ? 'a list' : 'an object'}`);
	return '';
}
