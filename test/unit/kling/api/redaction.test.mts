import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { signToken } from '../../../../kling/api/credential';
import { createRedact, redactTexts } from '../../../../kling/api/redaction';

/** No asterisks: a mask and what stands beside it could look like such a secret. */
const secret = fc
	.string({ unit: 'binary', minLength: 4, maxLength: 60 })
	.filter((text) => !text.includes('*'));
const aroundIt = fc.string({ unit: 'binary', maxLength: 40 });

describe('a known secret', () => {
	const redact = createRedact(['s3cret/key+x="1"']);

	it('is masked, wherever and however often it stands', () => {
		expect(redact('a s3cret/key+x="1" b s3cret/key+x="1"')).toBe('a *** b ***');
	});

	it.each([
		['URL-encoded', encodeURIComponent('s3cret/key+x="1"')],
		['in a JSON text', JSON.stringify({ key: 'see s3cret/key+x="1" here' })],
		['in Base64', Buffer.from('s3cret/key+x="1"').toString('base64')],
		['in Base64 for URLs', Buffer.from('s3cret/key+x="1"').toString('base64url')],
	])('is masked when it is %s', (_form, text) => {
		const masked = redact(`before ${text} after`);
		expect(masked).toContain('***');
		expect(masked).not.toMatch(/s3cret|czNjcmV0/);
	});

	it('is masked whole when another one is its beginning', () => {
		expect(createRedact(['abc', 'abcdef'])('x abcdef y abc z')).toBe('x *** y *** z');
	});

	it('is masked when it is a piece of another one', () => {
		expect(createRedact(['abcdef', 'cd'])('x cd y abcdef z')).toBe('x *** y *** z');
	});

	it('may consist of characters that mean something in a pattern', () => {
		expect(createRedact(['a.b|c$&(['])('x a.b|c$&([ y aXb')).toBe('x *** y aXb');
	});

	it('that is empty masks nothing', () => {
		expect(createRedact([''])('nothing to hide')).toBe('nothing to hide');
	});

	it('never survives, whatever it is and whatever stands around it', () => {
		fc.assert(
			fc.property(fc.array(secret, { minLength: 1 }), fc.array(aroundIt), (secrets, texts) => {
				const text = texts.flatMap((part, index) => [part, secrets[index] ?? '']).join('');
				const masked = createRedact(secrets)(`${text}${secrets.join('')}`);
				for (const known of secrets) expect(masked).not.toContain(known);
			}),
			{ numRuns: 500 },
		);
	});

	it('never survives when secrets are pieces of each other', () => {
		const pieces = fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1 }), {
			minLength: 1,
		});
		fc.assert(
			fc.property(pieces, (secrets) => {
				const masked = createRedact(secrets)(secrets.join(' '));
				for (const known of secrets) expect(masked).not.toContain(known);
			}),
		);
	});

	it.each<[string, (text: string) => string]>([
		['a URL', encodeURIComponent],
		['JSON', JSON.stringify],
		['Base64', (text) => Buffer.from(text).toString('base64')],
		['Base64 for URLs', (text) => Buffer.from(text).toString('base64url')],
	])('never survives in the form of %s, whatever it is', (_form, encode) => {
		const wellFormed = secret.filter((text) => Buffer.from(text).toString() === text);
		fc.assert(
			fc.property(wellFormed, (known) => {
				const masked = createRedact([known])(`(${encode(known)})`);
				expect(masked).toContain('***');
				expect(masked).not.toContain(encode(known));
			}),
		);
	});

	it('may hold half a character', () => {
		expect(createRedact(['abc\ud800'])('x abc\ud800 y')).toBe('x *** y');
	});
});

describe('a text without the secret', () => {
	it('stays as it is', () => {
		const text = 'imageUrl: must not be blank (field "image_url", 100 % wrong)';
		expect(createRedact(['s3cret'])(text)).toBe(text);
	});
});

describe('a token that nobody told us of', () => {
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
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), secret, (accessKey, secretKey) => {
				const signed = signToken(accessKey, secretKey, Date.UTC(2026, 0));
				expect(redact(`"${signed}"`)).toBe('"***"');
			}),
		);
	});
});

describe('an object of texts', () => {
	const redact = createRedact(['s3cret']);

	it('shows no secret, however deep', () => {
		const object = { a: 'x s3cret', list: [{ b: 's3cret' }, 's3cret'], n: 1, nothing: null };
		expect(redactTexts(object, redact)).toEqual({
			a: 'x ***',
			list: [{ b: '***' }, '***'],
			n: 1,
			nothing: null,
		});
	});

	it('keeps its URLs as they are, because a signed one works only so', () => {
		const token = signToken('access-key', 'secret-key', 0);
		const object = { url: `https://cdn.example.com/video.mp4?token=${token}` };
		expect(redactTexts(object, redact)).toEqual(object);
	});
});
