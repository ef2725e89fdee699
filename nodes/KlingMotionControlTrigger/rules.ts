import type { IWebhookFunctions } from 'n8n-workflow';
import type { CallbackRules } from '../../kling/callbacks/evaluate';
import { SharedQueries } from '../../kling/callbacks/sharedQueries';
import { isWebhookSecret } from '../../kling/callbacks/signature';
import { inputError } from '../../kling/errors';
import { openAccount } from '../common/account';
import { processClock } from '../common/clock';
import { CREDENTIAL } from '../common/credentialType';
import { readOutputOptions } from '../common/output';

/** Shared by all triggers in this process. */
const queries = new SharedQueries(processClock);

/**
 * Reads how the user wants callbacks to be treated. Reads the output parameters, too: if one of
 * them is wrong, the callback must fail, so that Kling calls again.
 *
 * @throws KlingError (`input`) when the credential lacks something; any error of an expression.
 */
export async function readRules(
	context: IWebhookFunctions,
): Promise<Omit<CallbackRules, 'memory'>> {
	const isVerified = context.getNodeParameter('verifyWithApi', true) !== false;
	const isSigned = context.getNodeParameter('verifySignature', false) === true;
	const { baseUrl, client, webhookSecret } = await openAccount(context);
	if (isSigned && !isWebhookSecret(webhookSecret)) {
		throw inputError(
			['The credential has no webhook secret'],
			'Enter it, or turn off Verify Signature.',
		);
	}
	const account = `${baseUrl} ${context.getNode().credentials?.[CREDENTIAL]?.id}`;
	const ask = async (taskId: string) =>
		await queries.ask(`${account} ${taskId}`, async () => await client.get(taskId));
	readOutputOptions((name, fallback) => context.getNodeParameter(name, fallback));
	return {
		triggerOn: context.getNodeParameter('triggerOn', []) as string[],
		secret: isSigned ? webhookSecret : null,
		isVerified,
		ask,
	};
}
