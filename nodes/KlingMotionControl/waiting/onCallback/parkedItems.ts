import type { IDataObject, IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import type { OutputOptions } from '../../../common/output';

/**
 * What has to be known of an item when its execution is resumed: its task and how to output it, or
 * the error that it ended with before.
 */
export type ParkedItem = AwaitedItem | { error: IDataObject };

interface AwaitedItem {
	taskId: string;
	externalId: string | null;
	output: OutputOptions;
}

const KEY = 'parkedItems';

/**
 * Stores the items with the execution, because the user's expressions can't be evaluated again in a
 * callback: there n8n evaluates them for the first item only.
 */
export function rememberParkedItems(context: IExecuteFunctions, items: ParkedItem[]): void {
	context.getContext('node')[KEY] = JSON.stringify(items);
}

/**
 * Reads what {@link rememberParkedItems} stored. By an expression, because a webhook has no other
 * access to the node's context.
 */
export function recallParkedItems(context: IWebhookFunctions): ParkedItem[] {
	// Braces are escaped, because one in the name would end the expression.
	const name = JSON.stringify(context.getNode().name).replace(/[{}]/g, escapeCharacter);
	const text = context.evaluateExpression(`{{ $node[${name}].context[${JSON.stringify(KEY)}] }}`);
	return JSON.parse(text as string) as ParkedItem[];
}

function escapeCharacter(character: string): string {
	return `\\u00${character.charCodeAt(0).toString(16)}`;
}
