import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import {
	evaluateCallback,
	eventOf,
	type CallbackRefusal,
	type CallbackRequest,
} from '../../kling/callbacks/evaluate';
import { describeError } from '../../kling/errors';
import { rawBodyOf, respond } from '../common/webhookRequest';
import { openMemory } from './memory';
import { readRules } from './rules';

/** Explanations for the log that the response doesn't give. */
const EXPLANATIONS: Record<number, string> = {
	404: 'the host of the credential knows no task with this ID; a gateway may have IDs of its own',
};

/**
 * Responds to a callback, and starts the workflow if it reports something new. Never throws: n8n
 * would start the workflow without data, and show the error to the caller.
 */
export async function answerCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await processCallback(context);
	} catch (error) {
		// The trigger's settings don't work. Once they are corrected, Kling's next call gets through.
		const why = describeError(error);
		return refuse(context, { status: 503, reason: 'the trigger is not set up' }, why);
	}
}

async function processCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const rules = await readRules(context);
	const memory = openMemory(context);
	const request = readRequest(context);
	const decision = await evaluateCallback(request, { ...rules, memory }, () => Date.now());
	if ('reason' in decision) return refuse(context, decision, EXPLANATIONS[decision.status]);
	const { start } = decision;
	const response = context.getResponseObject();
	// n8n responds once it has stored the execution, which then counts as started.
	response.once('finish', () => {
		if (response.statusCode < 400) memory.confirm(eventOf(start));
		else memory.release(eventOf(start));
	});
	const json = start.raw as IDataObject;
	return { webhookResponse: { message: 'accepted' }, workflowData: [[{ json }]] };
}

/**
 * Refuses a callback. Problems also go to n8n's log, because the owner of the trigger doesn't see
 * the response.
 */
function refuse(
	context: IWebhookFunctions,
	{ status, reason }: CallbackRefusal,
	why?: string,
): IWebhookResponseData {
	if (status >= 400) {
		const { name } = context.getNode();
		const cause = why === undefined ? '' : ` (${why})`;
		context.logger.warn(`"${name}" answered a callback with ${status}: ${reason}${cause}`, {
			workflowId: context.getWorkflow().id,
		});
	}
	respond(context, status, reason);
	return { noWebhookResponse: true };
}

function readRequest(context: IWebhookFunctions): CallbackRequest {
	const headers = context.getHeaderData();
	const header = (name: string) => {
		const value = headers[name];
		return typeof value === 'string' ? value : undefined;
	};
	return {
		body: rawBodyOf(context),
		headers: {
			id: header('webhook-id'),
			timestamp: header('webhook-timestamp'),
			signature: header('webhook-signature'),
		},
	};
}
