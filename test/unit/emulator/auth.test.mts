import { describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { useEmulatorClient } from '../../support/servers/emulatorClient.mts';

const kling = useEmulatorClient();

const now = () => Math.floor(Date.now() / 1000);

/** A token that is signed as Kling documents, except for the changes. */
function sign(claims: object = {}, secretKey = 'test-secret-key'): string {
	const complete = { iss: 'test-access-key', exp: now() + 1800, nbf: now() - 5, ...claims };
	return jwt.sign(complete, secretKey, { noTimestamp: true });
}

async function askWith(authorization: string | undefined) {
	const headers = new Headers();
	if (authorization !== undefined) headers.set('Authorization', authorization);
	const { status, body } = await kling.request('/1', { headers });
	return { status, code: body.code };
}

/** Once authenticated, the only error left is the unknown task. */
const LET_IN = { status: 400, code: 1201 };

describe('the emulator lets in', () => {
	it('a static token', async () => {
		expect(await askWith('Bearer test-token')).toEqual(LET_IN);
	});

	it('a token that the secret key has signed', async () => {
		expect(await askWith(`Bearer ${sign()}`)).toEqual(LET_IN);
	});
});

describe('the emulator refuses', () => {
	it.each([
		['no header', () => undefined, 1001],
		['an empty token', () => 'Bearer ', 1001],
		['another scheme', () => 'Basic test-token', 1002],
		['"Bearer" twice', () => 'Bearer Bearer test-token', 1002],
		['something behind the token', () => 'Bearer test-token and more', 1002],
		['an unknown token', () => 'Bearer other-token', 1002],
		['an unknown access key', () => `Bearer ${sign({ iss: 'other-key' })}`, 1002],
		[
			'a token without an end',
			() => `Bearer ${jwt.sign({ iss: 'test-access-key' }, 'test-secret-key')}`,
			1002,
		],
		['another secret key', () => `Bearer ${sign({}, 'other-secret')}`, 1000],
		['a token that is not valid yet', () => `Bearer ${sign({ nbf: now() + 600 })}`, 1003],
		['an expired token', () => `Bearer ${sign({ exp: now() - 1 })}`, 1004],
	])('%s', async (_name, authorization, code) => {
		expect(await askWith(authorization())).toEqual({ status: 401, code });
	});

	it('an unsigned token', async () => {
		const token = jwt.sign({ iss: 'test-access-key', exp: now() + 60 }, '', { algorithm: 'none' });
		expect(await askWith(`Bearer ${token}`)).toEqual({ status: 401, code: 1000 });
	});

	it('a create, without creating a task', async () => {
		await kling.request('', { method: 'POST', headers: {} });
		expect(kling.emulator.tasks).toEqual([]);
	});
});
