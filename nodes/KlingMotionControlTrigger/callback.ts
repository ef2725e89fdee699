import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import {
	evaluateCallback,
	type CallbackRefusal,
	type CallbackRequest,
} from '../../kling/callbacks/evaluate';
import { describeError } from '../../kling/errors';
import { rawBodyOf, respond } from '../common/webhookRequest';
import { openMemory } from './memory';
import { readRules } from './rules';

/**
 * Answers a callback, and starts the workflow when it brings something new. Never throws: n8n would
 * start a workflow that has no data, and show the error to whoever called.
 */
export async function answerCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await judgeCallback(context);
	} catch (error) {
		// The settings of the trigger don't work; when they do, Kling's next try gets through.
		const why = describeError(error);
		return refuse(context, { status: 503, reason: 'the trigger is not set up' }, why);
	}
}

async function judgeCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const rules = await readRules(context);
	const memory = openMemory(context);
	const decision = await evaluateCallback(readRequest(context), { ...rules, memory }, Date.now());
	if ('reason' in decision) return refuse(context, decision);
	// n8n answers when it has stored the execution: from then on, the event can't be lost.
	const json = decision.start.raw as IDataObject;
	return { webhookResponse: { message: 'accepted' }, workflowData: [[{ json }]] };
}

/** Whatever is wrong must be visible to the owner of the trigger, who doesn't see the answer. */
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
