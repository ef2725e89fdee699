import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findSignatureProblem, isWebhookSecret } from '../../../../kling/callbacks/signature';

/** The test vector that Kling publishes. */
const secret = 'whsec_dGVzdHNlY3JldHRlc3RzZWNyZXR0ZXN0c2VjcmV0MTI=';
const headers = {
	id: '9876543210',
	timestamp: '1781080794',
	signature: 'v1,UsKlJP00XoQyOn410NM9xv34sP+Gl0jnOO9Lcpr7NJ4=',
};
const body = Buffer.from(
	'{"id":"1234567890","status":"succeeded","message":"","create_time":1781080778802,"update_time":1781080794151}',
);
const now = 1781080794_000;

const check = (change: Partial<typeof headers>, bytes = body, key = secret, time = now) =>
	findSignatureProblem({ ...headers, ...change }, bytes, key, time);

describe('the published signature', () => {
	it('is right', () => expect(check({})).toBeNull());

	it('is right with a secret without its prefix', () => {
		expect(check({}, body, secret.replace('whsec_', ''))).toBeNull();
	});

	it('is wrong with another secret', () => {
		expect(check({}, body, `whsec_${'A'.repeat(32)}`)).toBe('signature wrong');
	});

	it('is wrong when one bit of the body has changed', () => {
		fc.assert(
			fc.property(fc.nat(body.length * 8 - 1), (bit) => {
				expect(check({}, Buffer.from(flip(body, bit)))).toBe('signature wrong');
			}),
			{ numRuns: body.length * 8 },
		);
	});

	it.each(['id', 'timestamp', 'signature'] as const)(
		'is refused when one bit of the %s has changed',
		(name) => {
			const bytes = Buffer.from(headers[name]);
			for (let bit = 0; bit < bytes.length * 8; bit++) {
				expect(check({ [name]: flip(bytes, bit).toString('latin1') })).not.toBeNull();
			}
		},
	);
});

describe('several signatures', () => {
	const other = `v1,${Buffer.alloc(32).toString('base64')}`;

	it.each([
		[`${headers.signature} ${other}`],
		[`${other} ${headers.signature}`],
		[`v2,abc ${other} ${headers.signature}`],
	])('are right when one of them is, because a secret may just be changing', (signature) => {
		expect(check({ signature })).toBeNull();
	});

	it('are wrong when all of them are', () => {
		expect(check({ signature: `${other} ${other}` })).toBe('signature wrong');
	});
});

describe('a signature', () => {
	it.each([
		['without its version', headers.signature.replace('v1,', '')],
		['of another version', headers.signature.replace('v1', 'v2')],
		['that is cut off', headers.signature.slice(0, -1)],
		['that goes on', `${headers.signature}=`],
		['that is the version alone', 'v1,'],
	])('%s is wrong', (_what, signature) => expect(check({ signature })).toBe('signature wrong'));

	it.each(['id', 'timestamp', 'signature'])('without %s is refused', (name) => {
		expect(check({ [name]: undefined })).toBe('signature missing');
		expect(check({ [name]: '' })).toBe('signature missing');
	});

	it.each(['now', '-1781080794', '1781080794.5', '1e9', '17810807940000'])(
		'with the timestamp %s is refused',
		(timestamp) => expect(check({ timestamp })).toBe('timestamp invalid'),
	);

	it.each([
		[-301, 'timestamp too old or too new'],
		[-300, null],
		[300, null],
		[301, 'timestamp too old or too new'],
	])('that comes %i seconds late: %p', (seconds, problem) => {
		expect(check({}, body, secret, now + seconds * 1000)).toBe(problem);
	});

	it('covers any raw bytes', () => {
		fc.assert(
			fc.property(fc.uint8Array(), fc.uint8Array({ minLength: 16 }), (bytes, key) => {
				const signed = Buffer.concat([Buffer.from('9876543210.1781080794.'), bytes]);
				const signature = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
				const text = `whsec_${Buffer.from(key).toString('base64')}`;
				expect(check({ signature }, Buffer.from(bytes), text)).toBeNull();
			}),
		);
	});

	it('never crashes the check, and is never right by chance', () => {
		const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constant(undefined));
		fc.assert(
			fc.property(text, text, text, (id, timestamp, signature) => {
				expect(
					findSignatureProblem({ id, timestamp, signature }, body, secret, now),
				).not.toBeNull();
			}),
		);
	});
});

describe('a webhook secret', () => {
	it.each([secret, secret.replace('whsec_', ''), `whsec_${'A'.repeat(22)}==`])(
		'may be %s',
		(text) => expect(isWebhookSecret(text)).toBe(true),
	);

	it.each([
		'',
		'whsec_',
		`whsec_${'A'.repeat(21)}`,
		'not a secret at all, but a sentence',
		`${secret} `,
		`Secret: ${secret}`,
		`x${secret}`,
	])('may not be %j', (text) => expect(isWebhookSecret(text)).toBe(false));
});

function flip(bytes: Buffer, bit: number): Buffer {
	const flipped = Buffer.from(bytes);
	flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
	return flipped;
}
