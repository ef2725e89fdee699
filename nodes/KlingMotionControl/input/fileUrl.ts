import type { IExecuteFunctions } from 'n8n-workflow';
import { readLink, type Link, type LinkField } from '../../../kling/media/link';

/** Reads the address of a file from a parameter, and finds what is wrong with it. */
export function readFileUrl(
	context: IExecuteFunctions,
	itemIndex: number,
	field: LinkField & { parameter: string },
	baseUrl: string,
): Link {
	const value: unknown = context.getNodeParameter(field.parameter, itemIndex, '');
	const expression: unknown = context.getNode().parameters[field.parameter];
	return readLink(value, { ...field, expression }, baseUrl, Date.now());
}
