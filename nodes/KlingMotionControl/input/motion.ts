import type { IExecuteFunctions } from 'n8n-workflow';
import { inputError } from '../../../kling/errors';
import type { TaskParameters } from '../../../kling/tasks/requestBody';

const ADVICE = 'Correct this, then run the node again. Nothing was sent to Kling for this item.';

interface AdditionalFields {
	additionalBodyFields?: unknown;
	callbackUrl?: unknown;
	externalTaskId?: unknown;
	model?: unknown;
	watermark?: unknown;
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
		characterOrientation: toText(read('characterOrientation')),
		mode: toText(read('videoMode')),
		prompt: toFreeText(read('prompt'), 'Prompt', problems),
		keepOriginalSound: toBoolean(read('keepOriginalSound'), 'Keep Original Sound', problems),
		model: toFreeText(additional.model, 'Model', problems),
		watermark: toBoolean(additional.watermark ?? false, 'Watermark', problems),
		callbackUrl: toText(additional.callbackUrl),
		externalTaskId: toFreeText(additional.externalTaskId, 'External Task ID', problems),
		additionalBodyFields: additional.additionalBodyFields,
	};
}

/** The text of a parameter that the caller checks; empty when there is none. */
export function readText(context: IExecuteFunctions, itemIndex: number, name: string): string {
	return toText(context.getNodeParameter(name, itemIndex, ''));
}

/**
 * The id of the task that an item names.
 *
 * @param problems what is wrong with the item so far
 * @throws KlingError (`input`) when there is none, when it can't be trusted any more, or for `problems`.
 */
export function readTaskId(
	context: IExecuteFunctions,
	itemIndex: number,
	problems: string[] = [],
): string {
	const value = context.getNodeParameter('taskId', itemIndex, '', { extractValue: true });
	if (typeof value === 'number' && !Number.isSafeInteger(value)) {
		problems.push(
			`The task ID ${value} came as a number, which cannot hold all of its digits: pass it on as text, as this node outputs it (in a spreadsheet, format the column as text)`,
		);
	}
	const id = toText(value).trim();
	if (typeof value === 'object' || id === '') {
		problems.push('Task needs the task ID that Create returned, or your external task ID');
	}
	assertNoProblems(problems);
	return id;
}

/** @throws KlingError (`input`) that names all problems, if there are any. */
export function assertNoProblems(problems: string[]): void {
	if (problems.length > 0) throw inputError(problems, ADVICE);
}

/** A list or an object becomes JSON, so that the check of the field can show what it got. */
function toText(value: unknown): string {
	if (value === undefined || value === null) return '';
	return typeof value === 'string' ? value : JSON.stringify(value);
}

function toBoolean(value: unknown, label: string, problems: string[]): boolean {
	if (typeof value === 'boolean') return value;
	problems.push(`${label} must be true or false, not ${JSON.stringify(value)}`);
	return false;
}

/** For a field that takes any text: nothing would stop a list or an object later. */
function toFreeText(value: unknown, label: string, problems: string[]): string {
	if (typeof value !== 'object' || value === null) return toText(value);
	problems.push(`${label} must be text, not ${Array.isArray(value) ? 'a list' : 'an object'}`);
	return '';
}
