import { createHash } from 'crypto';
import type { KlingClient } from '../../kling/api/client';
import {
	isOwnHost,
	readCredential,
	type ApiVersion,
	type KlingAccount,
} from '../../kling/api/credential';
import { openClient } from '../../kling/api/openClient';
import { createRedact } from '../../kling/api/redaction';
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
	/** Sends requests in the name of the execution that has opened the account. */
	client: KlingClient;
	/** What this process does with the account's tasks, whatever execution they belong to. */
	tasks: AccountTasks;
	/** Of callbacks that Kling signs; empty when there is none. */
	webhookSecret: string;
}

/** Far more than the accounts of any n8n: a bound for those whose keys come from expressions. */
const MAX_ACCOUNTS = 500;

/** Of each account that this process has used, the one used longest ago first. */
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
	const client = openClient({ apiVersion, baseUrl }, createSender(context, redact), redact);
	return { apiVersion, baseUrl, client, tasks: tasksOf(account), webhookSecret };
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
