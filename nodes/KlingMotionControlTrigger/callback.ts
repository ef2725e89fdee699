import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { DuplicateMemory } from '../../kling/callbacks/duplicateMemory';
import {
	evaluateCallback,
	type CallbackRefusal,
	type CallbackRequest,
} from '../../kling/callbacks/evaluate';
import { describeError, rethrow } from '../../kling/errors';
import { toItemWithVideoOrReason } from '../common/output';
import { rawBodyOf, respond } from '../common/webhookRequest';
import { readTriggerSettings } from './settings';

type Memory = Pick<DuplicateMemory, 'stateOf' | 'claim' | 'keep' | 'release'>;

/** In the editor, the same callback may be sent again and again. */
const NO_MEMORY: Memory = {
	stateOf: () => 'new',
	claim: () => {},
	keep: () => {},
	release: () => {},
};

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
	const { rules, output } = await readTriggerSettings(context);
	const memory = openMemory(context);
	const decision = await evaluateCallback(readRequest(context), { ...rules, memory }, Date.now());
	if ('reason' in decision) return refuse(context, decision);
	try {
		const item = await toItemWithVideoOrReason(context, decision.start, output, 0);
		memory.keep(decision.event);
		// n8n answers when it has stored the execution: from then on, the event can't be lost.
		return { webhookResponse: { message: 'accepted' }, workflowData: [[item]] };
	} catch (error) {
		memory.release(decision.event);
		return rethrow(error);
	}
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

function openMemory(context: IWebhookFunctions): Memory {
	if (context.getMode() === 'manual') return NO_MEMORY;
	const store: IDataObject = context.getWorkflowStaticData('node');
	return new DuplicateMemory(store, `${context.getWorkflow().id} ${context.getNode().id}`);
}
