import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

/**
 * Adds a condition to the display options of all fields. n8n's own nodes use a function of this
 * name, which `n8n-workflow` doesn't export.
 */
export function updateDisplayOptions(
	show: NonNullable<IDisplayOptions['show']>,
	fields: INodeProperties[],
): INodeProperties[] {
	return fields.map((field) => ({
		...field,
		displayOptions: { ...field.displayOptions, show: { ...show, ...field.displayOptions?.show } },
	}));
}
