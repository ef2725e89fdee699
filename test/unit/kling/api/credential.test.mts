import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import jwt from 'jsonwebtoken';
import { readCredential, signToken } from '../../../../kling/api/credential';

const apiToken = { authentication: 'apiToken', apiToken: 'sk-1234', region: 'global' };
const keys = { authentication: 'accessKey', accessKey: 'AK', secretKey: 'SK', region: 'global' };

/** What people paste along, which isn't part of the text. */
const whiteSpace = fc.stringMatching(/^[ \t\r\n\u00a0\ufeff]*$/);
const visible = fc.stringMatching(/^[\x21-\x7e]+$/).filter((text) => !/^bearer$/i.test(text));

describe('an API token', () => {
	it('is sent as the bearer', () => {
		expect(readCredential(apiToken).authorization()).toBe('Bearer sk-1234');
	});

	it('is expected when no authentication is chosen', () => {
		expect(readCredential({ apiToken: 'sk-1234' }).authorization()).toBe('Bearer sk-1234');
	});

	it('is used without pasted white space and a pasted Bearer', () => {
		const bearer = fc.constantFrom('', 'Bearer ', 'bearer ', 'BEARER\t', 'Bearer   ');
		fc.assert(
			fc.property(whiteSpace, bearer, visible, whiteSpace, (before, bearer, token, after) => {
				const pasted = { ...apiToken, apiToken: before + bearer + token + after };
				expect(readCredential(pasted).authorization()).toBe(`Bearer ${token}`);
			}),
		);
	});

	it('may begin with the word bearer', () => {
		const token = { ...apiToken, apiToken: 'bearer-1234' };
		expect(readCredential(token).authorization()).toBe('Bearer bearer-1234');
	});

	it.each(['sk-bearer', 'sk-bearer-1234'])('may contain the word bearer: %s', (token) => {
		const credential = readCredential({ ...apiToken, apiToken: token });
		expect(credential.authorization()).toBe(`Bearer ${token}`);
	});

	it('is a secret', () => {
		expect(readCredential({ ...apiToken, apiToken: ' Bearer sk-1234 ' }).secrets).toContain(
			'sk-1234',
		);
	});

	it.each([[''], [' '], ['Bearer'], ['Bearer '], [' bearer\n'], [undefined], [null], [42]])(
		'is missing in %p',
		(token) => {
			expect(() => readCredential({ ...apiToken, apiToken: token })).toThrow(
				'The credential has no API token',
			);
		},
	);

	it.each(['two words', 'two\nlines', 'Ключ', 'sk-\u200b1234'])(
		'is refused when it does not fit into a header: %j',
		(token) => {
			expect(() => readCredential({ ...apiToken, apiToken: token })).toThrow(
				'The API token contains white space or special characters',
			);
		},
	);
});

describe('an access key and its secret key', () => {
	const now = Date.UTC(2026, 0, 1, 12, 0, 0, 999);
	const seconds = Math.floor(now / 1000);

	it('sign a token that a JWT library accepts, with the documented claims', () => {
		const token = readCredential(keys, () => now)
			.authorization()
			.replace(/^Bearer /, '');
		const options = {
			algorithms: ['HS256' as const],
			complete: true as const,
			clockTimestamp: seconds,
		};
		expect(jwt.verify(token, 'SK', options)).toMatchObject({
			header: { alg: 'HS256', typ: 'JWT' },
			payload: { iss: 'AK', exp: seconds + 1800, nbf: seconds - 5 },
		});
	});

	it('sign a token with those claims only', () => {
		expect(Object.keys(jwt.decode(signToken('AK', 'SK', now)) as object)).toEqual([
			'iss',
			'exp',
			'nbf',
		]);
	});

	it('sign a token that another secret key does not verify', () => {
		const token = signToken('AK', 'SK', now);
		expect(() => jwt.verify(token, 'other', { clockTimestamp: seconds })).toThrow('signature');
	});

	it('sign as the JWT library does, for any keys', () => {
		const key = fc.string({ unit: 'grapheme', minLength: 1 });
		fc.assert(
			fc.property(key, key, fc.date({ noInvalidDate: true }), (accessKey, secretKey, date) => {
				const token = signToken(accessKey, secretKey, date.getTime());
				const options = { ignoreExpiration: true, ignoreNotBefore: true };
				expect(jwt.verify(token, secretKey, options)).toMatchObject({ iss: accessKey });
			}),
		);
	});

	it('sign a new token for each request', () => {
		let time = now;
		const { authorization } = readCredential(keys, () => time);
		const first = authorization();
		time += 60_000;
		expect(authorization()).not.toBe(first);
	});

	it('are used without pasted white space', () => {
		const pasted = { ...keys, accessKey: ' AK\n', secretKey: '\tSK ' };
		const { authorization } = readCredential(pasted, () => now);
		expect(authorization()).toBe(`Bearer ${signToken('AK', 'SK', now)}`);
	});

	it('are both secrets', () => {
		expect(readCredential(keys).secrets).toEqual(expect.arrayContaining(['AK', 'SK']));
	});

	it.each([
		[{ accessKey: ' ' }, 'The credential has no access key'],
		[{ secretKey: undefined }, 'The credential has no secret key'],
	])('must be there: %p', (change, message) => {
		expect(() => readCredential({ ...keys, ...change })).toThrow(message);
	});
});

describe('a webhook secret', () => {
	it('is used without pasted white space', () => {
		expect(readCredential({ ...apiToken, webhookSecret: ' whsec_1\n' }).webhookSecret).toBe(
			'whsec_1',
		);
	});

	it('is a secret', () => {
		expect(readCredential({ ...apiToken, webhookSecret: 'whsec_1' }).secrets).toContain('whsec_1');
	});

	it('may be missing', () => expect(readCredential(apiToken).webhookSecret).toBe(''));
});

describe('a credential with several problems', () => {
	it('reports all of them at once, and says where to correct them', () => {
		const data = { ...keys, accessKey: '', secretKey: '', region: 'custom', baseUrl: 'x' };
		expect(() => readCredential(data)).toThrow(
			expect.objectContaining({
				kind: 'input',
				message: '3 inputs need a correction',
				problems: [
					expect.stringContaining('Base URL'),
					expect.stringContaining('access key'),
					expect.stringContaining('secret key'),
				],
				advice: 'Open the Kling API credential and correct it.',
			}),
		);
	});
});

describe('API 2.0', () => {
	it('is used when the user chooses it', () => {
		expect(readCredential({ ...apiToken, apiVersion: 'v2' }).apiVersion).toBe('v2');
	});

	it('is not the default', () => {
		expect(readCredential(apiToken).apiVersion).toBe('v1');
	});

	it('refuses a pair of keys before anything is sent', () => {
		expect(() => readCredential({ ...keys, apiVersion: 'v2' })).toThrow(/takes an API token only/);
	});
});
