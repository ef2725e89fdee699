import type {
	IExecuteFunctions,
	ILoadOptionsFunctions,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

/** What n8n calls a node with: for an execution, a list in the editor, a poll, or a callback. */
export type NodeContext =
	| IExecuteFunctions
	| ILoadOptionsFunctions
	| IPollFunctions
	| IWebhookFunctions;

/** The contexts in which videos are downloaded. */
export type DownloadContext = IExecuteFunctions | IPollFunctions | IWebhookFunctions;

/** Aborted when the user stops the execution; only executions have one. */
export function cancelSignalOf(context: NodeContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}
