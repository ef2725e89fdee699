import { createHash } from 'crypto';
import type { KlingClient, SendRequest } from '../../kling/api/client';
import {
	isOwnHost,
	readCredential,
	type ApiVersion,
	type KlingAccount,
} from '../../kling/api/credential';
import { openClient } from '../../kling/api/openClient';
import { createRedact, type Redact } from '../../kling/api/redaction';
import { AccountTasks } from '../../kling/tasks/accountTasks';
import { processClock } from './clock';
import type { NodeContext } from './context';
import { CREDENTIAL } from './credentialType';
import { executionSecretsOf } from './executionSecrets';
import { createSender } from './http';

/** The user's account, ready for requests. */
export interface Account {
	apiVersion: ApiVersion;
	baseUrl: string;
	/** Sends requests on behalf of the execution that opened the account. */
	client: KlingClient;
	/** What the client sends its requests with. */
	send: SendRequest;
	redact: Redact;
	/** Shared by all executions of this process that use the account. */
	tasks: AccountTasks;
	/** The secret of signed callbacks; empty when there is none. */
	webhookSecret: string;
}

/** Far more accounts than any n8n has. A bound is needed because keys may come from expressions. */
const MAX_ACCOUNTS = 500;

/** By account, the least recently used first. */
const accountTasks = new Map<string, AccountTasks>();

/**
 * Opens the account of the node's credential.
 *
 * @throws KlingError (`input`) when the credential lacks something.
 */
export async function openAccount(context: NodeContext): Promise<Account> {
	const data = await context.getCredentials(CREDENTIAL);
	const account = readCredential(data);
	const { apiVersion, baseUrl, secrets, webhookSecret } = account;
	const redact = createRedact([...secrets, ...executionSecretsOf(context)]);
	const send = createSender(context, redact);
	const client = openClient({ apiVersion, baseUrl }, send, redact);
	return { apiVersion, baseUrl, client, send, redact, tasks: tasksOf(account), webhookSecret };
}

function tasksOf({ apiVersion, baseUrl, secrets }: KlingAccount): AccountTasks {
	const key = createHash('sha256')
		.update(JSON.stringify([apiVersion, baseUrl, secrets]))
		.digest('hex');
	const tasks = accountTasks.get(key) ?? new AccountTasks(processClock, isOwnHost(baseUrl));
	accountTasks.delete(key);
	accountTasks.set(key, tasks);
	const [oldest] = accountTasks.keys();
	if (accountTasks.size > MAX_ACCOUNTS && oldest !== undefined) accountTasks.delete(oldest);
	return tasks;
}
