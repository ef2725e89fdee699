import { describe, expect, it } from '@jest/globals';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { useE2e } from '../support/n8n/useE2e.mts';
import { accessKey, apiToken, CREDENTIAL_TYPE } from '../support/n8n/useStage.mts';
import { startWebServer } from '../support/servers/webServer.mts';

const e2e = useE2e();

/** Saves a credential and presses its Test button, as the editor does. */
async function test(data: ICredentialDataDecryptedObject) {
	const { client } = e2e.stage;
	const credential = await client.createCredential('Kling', CREDENTIAL_TYPE, data);
	return await client.testCredential(credential, data);
}

const OK = { status: 'OK', message: expect.stringContaining('accepts this key') };

const error = (...words: string[]) => ({
	status: 'Error',
	message: expect.stringMatching(new RegExp(words.join('.*'), 'i')),
});

describe('the Test button of the credential', () => {
	it('accepts a good API token', async () => {
		expect(await test(apiToken(e2e.emulator.baseUrl))).toEqual(OK);
	});

	it('accepts a good access key and secret key', async () => {
		expect(await test(accessKey(e2e.emulator.baseUrl))).toEqual(OK);
	});

	it('accepts a token that was pasted with text around it', async () => {
		expect(await test(apiToken(e2e.emulator.baseUrl, ' Bearer test-token\n'))).toEqual(OK);
	});

	it.each(['new-api', 'flat'] as const)('accepts a good key of a %s gateway', async (dialect) => {
		const gateway = await e2e.startKling({ dialect, pathPrefix: '/kling' });
		expect(await test(apiToken(gateway.baseUrl))).toEqual(OK);
	});

	it('creates nothing, and costs nothing', async () => {
		await test(apiToken(e2e.emulator.baseUrl));
		expect(e2e.emulator.counts).toMatchObject({ creates: 0, charges: 0, queries: 1 });
	});

	it('says that a token is wrong', async () => {
		const result = await test(apiToken(e2e.emulator.baseUrl, 'wrong-token'));
		expect(result).toEqual(error('does not know this credential', 'Region'));
	});

	it('says that a secret key is wrong', async () => {
		const result = await test(accessKey(e2e.emulator.baseUrl, 'wrong-key'));
		expect(result).toEqual(error('refused the credential', 'Region'));
	});

	it.each(['new-api', 'flat'] as const)(
		'says that a key is wrong at a %s gateway',
		async (dialect) => {
			const gateway = await e2e.startKling({ dialect });
			const result = await test(apiToken(gateway.baseUrl, 'wrong-token'));
			expect(result.status).toBe('Error');
		},
	);

	it('says that a token has expired', async () => {
		e2e.emulator.faults.add({ on: 'get', error: { code: 1004 }, times: 2 });
		const result = await test(apiToken(e2e.emulator.baseUrl));
		expect(result).toEqual(error('expired', 'new API token'));
	});

	it('says that nothing responds at the address', async () => {
		const result = await test(apiToken('http://127.0.0.1:9'));
		expect(result).toEqual(error('No answer from 127.0.0.1', 'Base URL'));
	});

	it('says that the host is unknown', async () => {
		const result = await test(apiToken('http://kling.invalid'));
		expect(result).toEqual(error('No answer from kling.invalid', 'Base URL'));
	});

	it('says that a website is not the API', async () => {
		const website = await startWebServer((_request, response) => {
			response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome</html>');
		});
		const result = await test(apiToken(website.origin));
		await website.close();
		expect(result).toEqual(error('HTML page', 'Base URL'));
	});

	it('names everything that is missing or wrong at once', async () => {
		const result = await test({ ...accessKey('kling', ' '), accessKey: ' ' });
		expect(result).toEqual(
			error('3 inputs need a correction', 'Base URL', 'access key', 'secret key'),
		);
	});
});
