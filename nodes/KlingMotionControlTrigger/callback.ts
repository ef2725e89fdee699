import {
	sleep,
	type IDataObject,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { DuplicateMemory } from '../../kling/callbacks/duplicateMemory';
import { inputError } from '../../kling/errors';
import {
	evaluateCallback,
	type CallbackRequest,
	type CallbackRules,
	type CallbackEvaluation,
} from '../../kling/callbacks/evaluate';
import { isWebhookSecret } from '../../kling/callbacks/signature';
import { openAccount } from '../common/account';
import { rawBodyOf, respond } from '../common/webhookRequest';
import { readOutputOptions, toItemWithVideoOrReason } from '../common/output';

type Memory = Pick<DuplicateMemory, 'has' | 'claim' | 'save'>;

/**
 * Time for n8n to make an execution of an event: more than it needs on a busy machine, less than callers
 * usually wait. An n8n that is told to end waits for open calls; after the answer, it would end without
 * the execution, and the event would be lost.
 */
const ANSWER_DELAY_MS = 3000;

/** In the editor, the same callback may be sent again and again. */
const NO_MEMORY: Memory = { has: () => false, claim: () => true, save: () => {} };

/**
 * Answers a callback, and starts the workflow when it brings something new. Never throws: n8n would
 * start a workflow that has no data, and show the error to whoever called.
 */
export async function answerCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const memory = openMemory(context);
	const decision = await evaluate(context, memory);
	if ('reason' in decision) {
		respond(context, decision.status, decision.reason);
		return { noWebhookResponse: true };
	}
	// However long the download takes.
	void sleep(ANSWER_DELAY_MS).then(() => respond(context, 200, 'accepted'));
	const options = readOutputOptions((name, fallback) => context.getNodeParameter(name, fallback));
	const item = await toItemWithVideoOrReason(context, decision.start, options, 0);
	memory.save();
	// n8n stores the memory of duplicates only if we answer ourselves (n8n facts §6).
	return { noWebhookResponse: true, workflowData: [[item]] };
}

async function evaluate(context: IWebhookFunctions, memory: Memory): Promise<CallbackEvaluation> {
	try {
		const rules = { ...(await readSettings(context)), memory };
		return await evaluateCallback(readRequest(context), rules, Date.now());
	} catch {
		// The settings of the trigger don't work; when they do, Kling's next try gets through.
		return { status: 503, reason: 'the trigger is not set up' };
	}
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

async function readSettings(context: IWebhookFunctions): Promise<Omit<CallbackRules, 'memory'>> {
	const isVerified = context.getNodeParameter('verifyWithApi', true) !== false;
	const isSigned = context.getNodeParameter('verifySignature', false) === true;
	const { client, webhookSecret } = await openAccount(context);
	if (isSigned && !isWebhookSecret(webhookSecret)) throw inputError(['No webhook secret'], '');
	return {
		events: context.getNodeParameter('events', []) as string[],
		secret: isSigned ? webhookSecret : null,
		client: isVerified ? client : null,
	};
}

function openMemory(context: IWebhookFunctions): Memory {
	if (context.getMode() === 'manual') return NO_MEMORY;
	const store: IDataObject = context.getWorkflowStaticData('node');
	return new DuplicateMemory(store, `${context.getWorkflow().id} ${context.getNode().id}`);
}
