import type { IExecuteFunctions } from 'n8n-workflow';
import { readLink, type Link, type LinkField } from '../../../kling/media/link';

/** The address of a file in a parameter, and what is wrong with it. */
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
