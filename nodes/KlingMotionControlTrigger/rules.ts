import type { IWebhookFunctions } from 'n8n-workflow';
import type { CallbackRules } from '../../kling/callbacks/evaluate';
import { SharedQueries } from '../../kling/callbacks/sharedQueries';
import { isWebhookSecret } from '../../kling/callbacks/signature';
import { inputError } from '../../kling/errors';
import { openAccount } from '../common/account';
import { processClock } from '../common/clock';
import { CREDENTIAL } from '../common/credentialType';
import { readOutputOptions } from '../common/output';

/** Of all triggers in this process. */
const queries = new SharedQueries(processClock);

/**
 * How the user wants callbacks treated. Reads the parameters for the output, too: if one of them doesn't
 * work, Kling has to hear of it, and call again.
 *
 * @throws KlingError (`input`) when the credential lacks something; whatever an expression throws.
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
		ask: isVerified ? ask : null,
	};
}
