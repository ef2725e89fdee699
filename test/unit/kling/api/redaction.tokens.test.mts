import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { signToken } from '../../../../kling/api/credential';
import { createRedact } from '../../../../kling/api/redaction';

describe('an unknown token', () => {
	const redact = createRedact([]);
	const token = signToken('access-key', 'secret-key', 0);

	it('is masked behind Bearer', () => {
		expect(redact('Authorization: Bearer sk-1234_abc.def~x/+==, next')).toBe(
			'Authorization: Bearer ***, next',
		);
	});

	it('is masked behind Basic, in any case', () => {
		expect(redact('authorization: basic dXNlcjpwYXNz')).toBe('authorization: basic ***');
	});

	it('is masked when it is a JSON Web Token', () => {
		expect(redact(`token=${token}; next`)).toBe('token=***; next');
	});

	it('is masked when it is a JSON Web Token in percent encoding', () => {
		expect(redact(encodeURIComponent(`Bearer ${token}`))).toBe('Bearer%20***');
	});

	it('is masked when it is a JSON Web Token, whatever its keys are', () => {
		const secretKeys = fc.string({ unit: 'binary', minLength: 4, maxLength: 60 });
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), secretKeys, (accessKey, secretKey) => {
				const signed = signToken(accessKey, secretKey, Date.UTC(2026, 0));
				expect(redact(`"${signed}"`)).toBe('"***"');
			}),
		);
	});
});

describe('a part of a token', () => {
	const redact = createRedact([]);
	const token = signToken('access-key', 'secret-key', 0);

	it('is masked when the host cuts it off', () => {
		expect(redact(token.slice(0, 60))).toBe('***');
	});

	it.each(['', 'x', 'xy'])('is masked in Base64 after %j', (before) => {
		const text = Buffer.from(before + token).toString('base64');
		expect(redact(text)).toMatch(/^.{0,4}\*\*\*$/);
	});

	it('is not found in a word that only begins in the same way', () =>
		expect(redact('eyJewel')).toBe('eyJewel'));
});
