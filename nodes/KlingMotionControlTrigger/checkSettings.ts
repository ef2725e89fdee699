import type { IHookFunctions } from 'n8n-workflow';
import { readCredential } from '../../kling/api/credential';
import { inputError } from '../../kling/errors';
import { isWebhookSecret } from '../../kling/callbacks/signature';
import { CREDENTIAL } from '../common/credentialType';
import { toNodeError } from '../common/errors';

/**
 * Tells the user as soon as the workflow is published, not later in a log, that callbacks can't be
 * verified.
 *
 * @throws NodeOperationError
 */
export async function checkSettings(context: IHookFunctions): Promise<void> {
	try {
		const { webhookSecret } = readCredential(await context.getCredentials(CREDENTIAL));
		if (context.getNodeParameter('verifySignature', false) !== true) return;
		if (isWebhookSecret(webhookSecret)) return;
		// All in one sentence, because n8n shows only the message.
		throw inputError(
			[
				'Verify Signature needs a webhook secret ("whsec_…") in the credential: paste it there, or turn Verify Signature off',
			],
			'You find the secret in the Kling console.',
		);
	} catch (error) {
		throw toNodeError(context, error);
	}
}
