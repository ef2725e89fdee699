import type { IExecuteFunctions } from 'n8n-workflow';
import { toTruth } from './words';
import { numberOf } from '../../../kling/json';

/** Reads a parameter as text that the caller checks; empty when it isn't set. */
export function readParameterText(
	context: IExecuteFunctions,
	itemIndex: number,
	name: string,
): string {
	return toText(context.getNodeParameter(name, itemIndex, ''));
}

/**
 * Turns a value into text. A list or an object becomes JSON, so that an error can show what the
 * field was given.
 */
export function toText(value: unknown): string {
	if (value === undefined || value === null) return '';
	return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Reads a field that takes any text. Refuses lists and objects, which no later check would. */
export function toFreeText(value: unknown, label: string, problems: string[]): string {
	if (typeof value !== 'object' || value === null) return toText(value);
	problems.push(`${label} must be text, not ${Array.isArray(value) ? 'a list' : 'an object'}`);
	return '';
}

/**
 * Reads a field that is true or false, also as a word such as "yes".
 *
 * @param byDefault the value of an empty field
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

/** Reads a field for a number above 0, which may be missing. */
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
