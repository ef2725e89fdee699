import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

/**
 * The fields, shown only where `show` says so as well; what n8n's own nodes do with a function of this
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
