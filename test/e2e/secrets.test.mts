import type { IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';
import type { Credential } from '../../n8n-runtime/client.mts';
import { useE2e } from '../support/n8n/useE2e.mts';
import { ECHOES, startEchoServer, type EchoServer } from '../support/servers/echoServer.mts';
import { apiToken, CREDENTIAL_TYPE } from '../support/n8n/useStage.mts';
import { codingsOf, readDatabase } from '../support/n8n/traces.mts';
import { startWebServer } from '../support/servers/webServer.mts';

const TOKEN = 'sk-live/7f3a9c+Vd01==';
const ACCESS_KEY = 'AccessKeyOfTheAccount17';
const SECRET_KEY = 'SecretKeyOfTheAccount42';
const WEBHOOK_SECRET = 'whsec_dGhlIHdlYmhvb2sgc2VjcmV0IG9mIHRoZSBhY2NvdW50';
const SECRETS = [TOKEN, ACCESS_KEY, SECRET_KEY, WEBHOOK_SECRET].flatMap(codingsOf);
const JSON_WEB_TOKEN = /eyJ[\w-]+\.[\w-]+\.[\w-]+/;

/** Failed queries are repeated for a quarter of a minute. All executions run at the same time. */
const ENDS_WITHIN_MS = 120_000;

const e2e = useE2e({
	emulator: { apiTokens: ['test-token', TOKEN], accessKeys: { [ACCESS_KEY]: SECRET_KEY } },
	env: { N8N_LOG_LEVEL: 'debug' },
});

let echo: EchoServer;
beforeAll(async () => {
	echo = await startEchoServer();
});
afterAll(async () => await echo.close());

/** The secrets of the account that a text shows, in any form. */
function findSecrets(text: string): string[] {
	const token = JSON_WEB_TOKEN.exec(text) ?? [];
	return [...SECRETS.filter((secret) => text.includes(secret)), ...token];
}

const ACCOUNTS: Array<[string, (baseUrl: string) => ICredentialDataDecryptedObject]> = [
	['API token', (baseUrl) => ({ ...apiToken(baseUrl, TOKEN), webhookSecret: WEBHOOK_SECRET })],
	[
		'pair of keys',
		(baseUrl) => ({
			...apiToken(baseUrl, ''),
			authentication: 'accessKey',
			accessKey: ACCESS_KEY,
			secretKey: SECRET_KEY,
			webhookSecret: WEBHOOK_SECRET,
		}),
	],
];

/** Hosts that echo the key, and hosts that can't be reached. */
const FAILURES: Array<[string, () => string]> = [
	...Object.keys(ECHOES).map((way): [string, () => string] => [way, () => echo.baseUrl(way)]),
	['a broken connection', () => echo.baseUrl('nowhere')],
	['a closed port', () => 'http://127.0.0.1:9'],
	['an unknown host', () => 'http://kling.invalid'],
];

describe.each(ACCOUNTS)('the %s', (_kind, toData) => {
	const get = { operation: 'get', taskId: '1', simplify: false };

	const credentialAt = async (baseUrl: string) =>
		await e2e.stage.client.createCredential('Secret', CREDENTIAL_TYPE, toData(baseUrl));

	/** Runs the node twice: once it stops on an error, once it outputs an error item. */
	async function start(credential: Credential, parameters: INodeParameters): Promise<string[]> {
		const settings = { onError: 'continueRegularOutput' } as const;
		return await Promise.all([
			e2e.stage.start(e2e.node({ credential, parameters })),
			e2e.stage.start(e2e.node({ credential, parameters, settings })),
		]);
	}

	/** Everything that n8n stores of executions that have ended. */
	async function read(executionIds: string[]): Promise<string> {
		const { client } = e2e.stage;
		const texts = executionIds.map(async (id) => {
			await client.waitForExecution(id, ENDS_WITHIN_MS);
			return (await client.get<{ data: string }>(`/executions/${id}`)).data;
		});
		return (await Promise.all(texts)).join('\n');
	}

	describe('is in no execution that ended with', () => {
		const executionIds = new Map<string, string[]>();

		beforeAll(async () => {
			for (const [name, baseUrl] of FAILURES) {
				executionIds.set(name, await start(await credentialAt(baseUrl()), get));
			}
		}, ENDS_WITHIN_MS);

		it.each(FAILURES)('%s', async (name) => {
			const text = await read(executionIds.get(name) ?? []);
			expect(text).toMatch(/NodeApiError|"failed"/);
			expect(findSecrets(text)).toEqual([]);
		});
	});

	it.each([true, false])(
		'is in no execution that made a video, with Simplify %s',
		async (simplify) => {
			const credential = await credentialAt(e2e.emulator.baseUrl);
			const executions = await start(credential, { simplify, downloadVideo: true });
			const text = await read(executions);
			expect(text).toContain('video/mp4');
			expect(findSecrets(text)).toEqual([]);
		},
	);

	it('is in no exported workflow', async () => {
		const { client } = e2e.stage;
		const credential = await credentialAt(e2e.emulator.baseUrl);
		const { execution } = await e2e.run(e2e.node({ credential }));
		const { workflowId } = await client.get<{ workflowId: string }>(`/executions/${execution.id}`);
		const workflow = JSON.stringify(await client.exportWorkflow(workflowId));
		expect(workflow).toContain(credential.id);
		expect(findSecrets(workflow)).toEqual([]);
	});

	it('does not follow a redirect to another host', async () => {
		const headers: IncomingHttpHeaders[] = [];
		const target = await startWebServer((request, response) => {
			headers.push(request.headers);
			response.writeHead(404).end();
		});
		const location = `${target.origin}/elsewhere`;
		const source = await startWebServer((_request, response) => {
			response.writeHead(302, { location }).end();
		});
		await e2e.run(e2e.node({ credential: await credentialAt(source.origin), parameters: get }));
		await Promise.all([target.close(), source.close()]);
		expect(headers).toEqual([]);
	});

	it.each(FAILURES)('is in no response of the Test button to %s', async (_name, baseUrl) => {
		const data = toData(baseUrl());
		const credential = await credentialAt(baseUrl());
		const { message } = await e2e.stage.client.testCredential(credential, data);
		expect(message).not.toBe('');
		expect(findSecrets(message)).toEqual([]);
	});
});

describe('the database of n8n', () => {
	it('has no secret after all these tests, except encrypted', () => {
		const database = readDatabase(e2e.stage.n8n.userFolder);
		expect(database).toContain(CREDENTIAL_TYPE);
		expect(findSecrets(database)).toEqual([]);
	});
});

describe('the log of n8n at debug level', () => {
	it('has no secret after all these tests', () => {
		expect(e2e.stage.n8n.log()).toContain('debug');
		expect(findSecrets(e2e.stage.n8n.log())).toEqual([]);
	});
});
