import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import type { DialectName } from '../../../emulator/options.mts';
import { pressTest } from '../../support/engine/credentialTest.mts';
import { tokenCredential, useEmulator } from '../../support/engine/useEmulator.mts';
import { startWebServer, type WebServer } from '../../support/servers/webServer.mts';

const GOOD = { status: 'OK', message: 'Kling accepts this key' };

const keyCredential = (baseUrl: string, secretKey = 'test-secret-key') => ({
	authentication: 'accessKey',
	accessKey: 'test-access-key',
	secretKey,
	region: 'custom',
	baseUrl,
});

describe.each<[DialectName, string]>([
	['official', ''],
	['new-api', '/kling'],
	['flat', '/api/kling'],
])('the test of a credential, on a host of the %s kind', (dialect, pathPrefix) => {
	const kling = useEmulator({ dialect, pathPrefix });

	it('accepts a good token', async () => {
		expect(await pressTest(tokenCredential(kling.emulator.baseUrl))).toEqual(GOOD);
	});

	it('accepts a good pair of keys', async () => {
		expect(await pressTest(keyCredential(kling.emulator.baseUrl))).toEqual(GOOD);
	});

	it('accepts a token that was pasted with text around it', async () => {
		const credential = tokenCredential(` ${kling.emulator.baseUrl}/ `, ' Bearer  test-token\n');
		expect(await pressTest(credential)).toEqual(GOOD);
	});

	it('refuses a wrong token, and says what to do', async () => {
		const result = await pressTest(tokenCredential(kling.emulator.baseUrl, 'wrong-token'));
		expect(result.status).toBe('Error');
		expect(result.message).toMatch(/does not know this credential|refused the credential/);
		expect(result.message).toMatch(/paste the key/i);
		expect(result.message).not.toContain('wrong-token');
	});

	it('refuses a wrong secret key', async () => {
		const result = await pressTest(keyCredential(kling.emulator.baseUrl, 'wrong-secret'));
		expect(result.status).toBe('Error');
		expect(result.message).toContain('Kling refused the credential');
		expect(result.message).not.toContain('wrong-secret');
	});

	// Gateways of this kind have no code for an expired token.
	if (dialect !== 'new-api')
		it('distinguishes an expired token from a wrong one', async () => {
			const claims = { iss: 'test-access-key', exp: 1_700_000_000 };
			const expired = jwt.sign(claims, 'test-secret-key');
			const result = await pressTest(tokenCredential(kling.emulator.baseUrl, expired));
			expect(result.status).toBe('Error');
			expect(result.message).toContain('has expired');
		});

	it('costs nothing', async () => {
		await pressTest(tokenCredential(kling.emulator.baseUrl));
		expect(kling.emulator.counts).toMatchObject({ creates: 0, charges: 0 });
		expect(kling.emulator.requests).toHaveLength(1);
	});
});

describe('the test of a credential for API 2.0', () => {
	const kling = useEmulator();
	const v2 = (token?: string) => ({
		...tokenCredential(kling.emulator.baseUrl, token),
		apiVersion: 'v2',
	});

	it('accepts a good token', async () => expect(await pressTest(v2())).toEqual(GOOD));

	it('refuses a wrong token', async () => {
		expect((await pressTest(v2('wrong-token'))).message).toMatch(/does not know this credential/);
	});

	it('refuses a pair of keys before it sends a request', async () => {
		const result = await pressTest({ ...keyCredential(kling.emulator.baseUrl), apiVersion: 'v2' });
		expect([result.message, kling.emulator.requests]).toEqual([
			expect.stringContaining('API 2.0 takes an API token only'),
			[],
		]);
	});
});

describe('the test of a credential for API 2.0 at a gateway, which does not have it', () => {
	const gateway = useEmulator({ dialect: 'flat' });

	it('says so', async () => {
		const credential = { ...tokenCredential(gateway.emulator.baseUrl), apiVersion: 'v2' };
		const result = await pressTest(credential);
		expect(result).toMatchObject({ status: 'Error', message: expect.stringContaining('/tasks') });
	});
});

describe('the test of an incomplete credential', () => {
	it.each([
		['no token', { apiToken: ' ' }, 'The credential has no API token'],
		['no data at all', {}, 'The credential has no API token'],
		[
			'no keys',
			{ authentication: 'accessKey' },
			'no access key. 2. The credential has no secret key',
		],
		['a wrong base URL', { apiToken: 'a', region: 'custom', baseUrl: 'gateway' }, 'Base URL'],
	])('names what is missing: %s', async (_name, data, expected) => {
		const result = await pressTest(data);
		expect(result.status).toBe('Error');
		expect(result.message).toContain(expected);
	});
});

describe('the test of a credential whose host is not Kling', () => {
	let server: WebServer | undefined;
	afterEach(async () => await server?.close());

	async function serve(listener: RequestListener): Promise<string> {
		server = await startWebServer(listener);
		return server.origin;
	}

	it('says that nothing responds', async () => {
		const result = await pressTest(tokenCredential('http://127.0.0.1:1'));
		expect(result.status).toBe('Error');
		expect(result.message).toContain('No answer from 127.0.0.1');
		expect(result.message).toContain('Base URL');
	});

	it('says that the host is unknown', async () => {
		const result = await pressTest(tokenCredential('http://no-such-host.invalid'));
		expect(result.status).toBe('Error');
		expect(result.message).toContain('No answer from no-such-host.invalid');
	});

	it.each([200, 404, 502])('says that the response was a web page (HTTP %i)', async (status) => {
		const page = await serve((_request, response) => {
			response.writeHead(status, { 'Content-Type': 'text/html' }).end('<html>Hello</html>');
		});
		const result = await pressTest(tokenCredential(page));
		expect(result.status).toBe('Error');
		expect(result.message).toContain(`HTTP ${status}`);
	});

	it.each([
		['FastAPI', 404, '{"detail":"Not Found"}'],
		['Go', 404, '404 page not found'],
		['Kong', 404, '{"message":"no Route matched with those values"}'],
		['an OpenAI-like API', 404, '{"error":{"message":"Invalid URL (GET /v1/x)"}}'],
		['Express', 404, '<pre>Cannot GET /v1/videos</pre>'],
		['a server that says nothing', 404, ''],
	])('does not take the 404 of %s as Kling’s', async (_host, status, body) => {
		const other = await serve((_request, response) => response.writeHead(status).end(body));
		const result = await pressTest(tokenCredential(other));
		expect(result).toEqual({
			status: 'Error',
			message: expect.stringContaining(`${other}/v1/videos/motion-control`),
		});
	});

	it.each([
		['Kling’s own host', 400, '{"code":1201,"message":"Task not found by id/external id: x"}'],
		['a gateway', 400, '{"code":"task_not_exist","message":"task_not_exist","data":null}'],
		[
			'a gateway with Kling’s answer as text',
			400,
			'{"code":"fail_to_fetch_task","message":"{\\"code\\":1201,\\"message\\":\\"Task not found\\"}"}',
		],
		['a gateway with a 404', 404, '{"code":404,"message":"task not found"}'],
	])('recognizes the "not found" of %s', async (_host, status, body) => {
		const other = await serve((_request, response) => response.writeHead(status).end(body));
		expect(await pressTest(tokenCredential(other))).toEqual(GOOD);
	});

	it.each(['', '{}', '[]', '{"hello": "world"}'])('does not accept a key for %j', async (body) => {
		const other = await serve((_request, response) => response.end(body));
		expect((await pressTest(tokenCredential(other))).status).toBe('Error');
	});

	it('does not follow a redirect with the key', async () => {
		const paths: Array<string | undefined> = [];
		const elsewhere = await serve((request, response) => {
			paths.push(request.url);
			response.writeHead(302, { Location: '/elsewhere' }).end();
		});
		expect((await pressTest(tokenCredential(elsewhere))).status).toBe('Error');
		expect(paths).not.toContain('/elsewhere');
	});
});
