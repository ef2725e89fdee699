import type { IDataObject, IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import type { OutputOptions } from '../../../common/output';

/**
 * What has to be known of an item when its execution is resumed: its task and the form that the user
 * wants it in, or the error that it ended with before.
 */
export type ParkedItem = AwaitedItem | { error: IDataObject };

interface AwaitedItem {
	taskId: string;
	externalId: string | null;
	output: OutputOptions;
}

const KEY = 'parkedItems';

/**
 * Remembers the items with the execution. Expressions of the user can't be asked again when a callback
 * comes: n8n evaluates them for the first item only then.
 */
export function rememberParkedItems(context: IExecuteFunctions, items: ParkedItem[]): void {
	context.getContext('node')[KEY] = JSON.stringify(items);
}

/** The items that {@link rememberParkedItems} left behind; a webhook has no other way to them. */
export function recallParkedItems(context: IWebhookFunctions): ParkedItem[] {
	// A brace in the name would end the expression.
	const name = JSON.stringify(context.getNode().name).replace(/[{}]/g, escapeCharacter);
	const text = context.evaluateExpression(`{{ $node[${name}].context[${JSON.stringify(KEY)}] }}`);
	return JSON.parse(text as string) as ParkedItem[];
}

function escapeCharacter(character: string): string {
	return `\\u00${character.charCodeAt(0).toString(16)}`;
}
