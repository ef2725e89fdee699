import type { IHookFunctions } from 'n8n-workflow';
import { readCredential } from '../../kling/credential';
import { inputError } from '../../kling/errors';
import { isWebhookSecret } from '../../kling/webhookSignature';
import { CREDENTIAL } from '../common/account';
import { toNodeError } from '../common/errors';

/**
 * Tells the user when the workflow is published, not later in a log, that callbacks could not be checked.
 *
 * @throws NodeOperationError
 */
export async function checkSettings(context: IHookFunctions): Promise<void> {
	try {
		const { webhookSecret } = readCredential(await context.getCredentials(CREDENTIAL));
		if (context.getNodeParameter('verifySignature', false) !== true) return;
		if (isWebhookSecret(webhookSecret)) return;
		throw inputError(
			['The credential has no webhook secret, or it is not in the form "whsec_…"'],
			'Paste the webhook secret of the Kling console into the credential, or turn off Verify Signature.',
		);
	} catch (error) {
		throw toNodeError(context, error);
	}
}
