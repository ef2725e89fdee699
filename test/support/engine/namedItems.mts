import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

/** Items with these names. */
export function itemsNamed(...names: string[]): INodeExecutionData[] {
	return names.map((name) => ({ json: { name } }));
}

/**
 * Gives each task the name of its item as its external task id, so that a fault can be aimed at an
 * item.
 */
export const namedLikeItem = { externalTaskId: '={{ $json.name }}' } satisfies INodeParameters;
