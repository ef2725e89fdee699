import {
	NodeApiError,
	NodeError,
	NodeOperationError,
	type IDataObject,
	type INodeExecutionData,
} from 'n8n-workflow';
import { describeError, describeProblems, KlingError } from '../../kling/errors';
import type { NodeContext } from './context';

/** A task that was created in this run, and the item that it was created for. */
export interface CreatedTask {
	itemIndex: number;
	taskId: string;
}

/**
 * The error as n8n shows it: `message` says what happened; `description` says what to do and names
 * Kling's request id and all tasks that exist already, so that nothing that was paid for is lost.
 */
export function toNodeError(
	context: Pick<NodeContext, 'getNode'>,
	error: unknown,
	itemIndex?: number,
	created: CreatedTask[] = [],
): Error {
	if (error instanceof NodeError) return error;
	if (!(error instanceof KlingError)) {
		const cause = error instanceof Error ? error : new Error(String(error));
		const description = describeCreated(created) || undefined;
		return new NodeOperationError(context.getNode(), cause, { description, itemIndex });
	}
	const description = [
		toHtmlList(error.problems),
		escapeHtml(error.advice),
		escapeHtml(describeTask(error)),
		escapeHtml(describeAnswer(error)),
		// The error's own task has been named.
		describeCreated(created.filter(({ taskId }) => taskId !== error.taskId)),
	]
		.filter((part) => part !== '')
		.join(' ');
	const node = context.getNode();
	// n8n gives the model of an agent only the message of a tool's error.
	const message = node.type.endsWith('Tool') ? describeError(error) : error.message;
	if (error.kind === 'input') {
		return new NodeOperationError(node, message, { description, itemIndex });
	}
	return new NodeApiError(node, detailsOf(error) as { [key: string]: string }, {
		message,
		description,
		httpCode: error.httpStatus === undefined ? undefined : String(error.httpStatus),
		itemIndex,
	});
}

/**
 * The item for Continue On Fail. It has only the keys `error` and `message`, because all versions
 * of n8n recognize error items by these two (n8n facts §7, §14).
 */
export function toErrorItem(error: unknown, itemIndex: number): INodeExecutionData {
	return { json: toErrorJson(error), pairedItem: { item: itemIndex } };
}

function toErrorJson(error: unknown): IDataObject {
	if (error instanceof KlingError) {
		return {
			error: describeProblems(error),
			message: { advice: error.advice, ...detailsOf(error) },
		};
	}
	return { error: error instanceof Error ? error.message : String(error) };
}

/** The problems as n8n shows lists in a description; empty without problems. */
function toHtmlList(problems: string[]): string {
	if (problems.length === 0) return '';
	return `<ul>${problems.map((problem) => `<li>${escapeHtml(problem)}</li>`).join('')}</ul>`;
}

/** A description quotes what users enter and what hosts send, and n8n shows it as HTML. */
function escapeHtml(text: string): string {
	return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** Details for workflows to evaluate. Unknown ones are left out. */
function detailsOf(error: KlingError): IDataObject {
	const details = {
		kind: error.kind,
		http_status: error.httpStatus,
		code: error.code,
		request_id: error.requestId,
		task_id: error.taskId,
		external_task_id: error.externalTaskId,
	};
	return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}

function describeTask({ message, taskId, externalTaskId }: KlingError): string {
	const [name, id] =
		taskId === undefined ? ['External task ID', externalTaskId] : ['Task ID', taskId];
	return id === undefined || message.includes(`"${id}"`) ? '' : `${name}: ${id}.`;
}

function describeAnswer({ httpStatus, code, requestId }: KlingError): string {
	const parts = [
		httpStatus === undefined ? '' : `HTTP status ${httpStatus}`,
		code === undefined ? '' : `Kling code ${code}`,
		requestId === undefined ? '' : `Kling request ID ${requestId}`,
	].filter((part) => part !== '');
	return parts.length === 0 ? '' : `(${parts.join(', ')})`;
}

function describeCreated(created: CreatedTask[]): string {
	if (created.length === 0) return '';
	const list = created.map(({ itemIndex, taskId }) => `item ${itemIndex}: ${taskId}`).join(', ');
	return `Videos that were started in this run, which Wait or Get can still fetch: ${list}.`;
}
