import type { IExecuteFunctions } from 'n8n-workflow';
import { toTruth } from './words';
import { numberOf } from '../../../kling/json';

/** The text of a parameter that the caller checks; empty when there is none. */
export function readParameterText(
	context: IExecuteFunctions,
	itemIndex: number,
	name: string,
): string {
	return toText(context.getNodeParameter(name, itemIndex, ''));
}

/** A value as text. A list or an object becomes JSON, so that the check of the field can show what it got. */
export function toText(value: unknown): string {
	if (value === undefined || value === null) return '';
	return typeof value === 'string' ? value : JSON.stringify(value);
}

/** For a field that takes any text: nothing would stop a list or an object later. */
export function toFreeText(value: unknown, label: string, problems: string[]): string {
	if (typeof value !== 'object' || value === null) return toText(value);
	problems.push(`${label} must be text, not ${Array.isArray(value) ? 'a list' : 'an object'}`);
	return '';
}

/**
 * The value of a field that is either true or false, as itself or as a word for it.
 *
 * @param byDefault for an empty cell
 */
export function toBoolean(
	value: unknown,
	label: string,
	byDefault: boolean,
	problems: string[],
): boolean {
	if (typeof value === 'boolean') return value;
	const text = toText(value).trim();
	const truth = text === '' ? byDefault : toTruth(text);
	if (truth === null) problems.push(`${label} must be true or false, not ${JSON.stringify(value)}`);
	return truth ?? byDefault;
}

/** The value of a field for a number above 0, which may have been left out. */
export function toPositiveNumber(
	value: unknown,
	label: string,
	byDefault: number,
	problems: string[],
): number {
	if (value === undefined) return byDefault;
	const number = numberOf(value);
	if (number !== null && number > 0) return number;
	problems.push(`${label} must be a number above 0, not ${JSON.stringify(value)}`);
	return byDefault;
}
