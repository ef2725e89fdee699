import {
	NodeApiError,
	NodeError,
	NodeOperationError,
	type IDataObject,
	type INodeExecutionData,
} from 'n8n-workflow';
import { KlingError } from '../../kling/errors';
import type { KlingTask } from '../../kling/task';
import type { NodeContext } from './context';

/** A task that was created in this run, and for which item. */
export interface CreatedTask {
	itemIndex: number;
	task: KlingTask;
}

/**
 * The error as n8n shows it: what happened in `message`, what to do in `description`, with Kling's
 * request id and the ids of all tasks that exist already, so that nothing that was paid for is lost.
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
		error.advice,
		describeTask(error),
		describeAnswer(error),
		// The error's own task is named already.
		describeCreated(created.filter(({ task }) => task.id !== error.taskId)),
	]
		.filter((part) => part !== '')
		.join(' ');
	if (error.kind === 'input') {
		return new NodeOperationError(context.getNode(), error.message, { description, itemIndex });
	}
	return new NodeApiError(context.getNode(), detailsOf(error) as { [key: string]: string }, {
		message: error.message,
		description,
		httpCode: error.httpStatus === undefined ? undefined : String(error.httpStatus),
		itemIndex,
	});
}

/**
 * The item for Continue On Fail. Every n8n sends it to the error output if it has the keys `error` and
 * `message` and no other, whatever they hold (n8n facts §7, §14).
 */
export function toErrorItem(error: unknown, itemIndex: number): INodeExecutionData {
	const message = error instanceof Error ? error.message : String(error);
	const json: IDataObject = { error: message };
	if (error instanceof KlingError) {
		json.message = { advice: error.advice, ...detailsOf(error) };
	}
	return { json, pairedItem: { item: itemIndex } };
}

/** What machines may want to know; keys only for what is known. */
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

function describeTask({ taskId, externalTaskId }: KlingError): string {
	if (taskId !== undefined) return `Task ID: ${taskId}.`;
	return externalTaskId === undefined ? '' : `External task ID: ${externalTaskId}.`;
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
	const list = created.map(({ itemIndex, task }) => `item ${itemIndex}: ${task.id}`).join(', ');
	return `Tasks that were created in this run, which Wait or Get can still fetch: ${list}.`;
}
