import type { IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { KlingClient } from '../../kling/client';
import { readCredential } from '../../kling/credential';
import { createRedact } from '../../kling/redact';
import { createSender } from './http';

/** The credential type of both nodes. */
export const CREDENTIAL = 'klingMotionControlApi';

/** The user's account, ready for requests. */
export interface Account {
	baseUrl: string;
	client: KlingClient;
}

/**
 * Opens the account of the node's credential.
 *
 * @throws KlingError (`input`) when the credential lacks something.
 */
export async function openAccount(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	signal?: AbortSignal,
): Promise<Account> {
	const credential = readCredential(await context.getCredentials(CREDENTIAL));
	const redact = createRedact(credential.secrets);
	const client = new KlingClient(credential.baseUrl, createSender(context, redact, signal), redact);
	return { baseUrl: credential.baseUrl, client };
}
