import type { KlingClient } from '../../kling/api/client';
import { readCredential, type ApiVersion } from '../../kling/api/credential';
import { openClient } from '../../kling/api/openClient';
import { createRedact } from '../../kling/api/redaction';
import type { NodeContext } from './context';
import { CREDENTIAL } from './credentialType';
import { createSender } from './http';

/** The user's account, ready for requests. */
export interface Account {
	apiVersion: ApiVersion;
	baseUrl: string;
	client: KlingClient;
	/** Of callbacks that Kling signs; empty when there is none. */
	webhookSecret: string;
}

/**
 * Opens the account of the node's credential.
 *
 * @throws KlingError (`input`) when the credential lacks something.
 */
export async function openAccount(context: NodeContext): Promise<Account> {
	const data = await context.getCredentials(CREDENTIAL);
	const { apiVersion, baseUrl, secrets, webhookSecret } = readCredential(data);
	const redact = createRedact(secrets);
	const client = openClient({ apiVersion, baseUrl }, createSender(context, redact), redact);
	return { apiVersion, baseUrl, client, webhookSecret };
}
