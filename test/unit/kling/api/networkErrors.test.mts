import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KlingError } from '../../../../kling/errors';
import { networkError } from '../../../../kling/api/networkErrors';
import { createRedact } from '../../../../kling/api/redaction';

const URL = 'https://api.example.com/v1/videos/motion-control/secret-path';
const readError = (error: unknown) => networkError(error, URL, createRedact(['s3cret']));
const withCode = (code: string) => Object.assign(new Error(`failed: ${code}`), { code });

describe('a request without a response', () => {
	it.each([
		['ENOTFOUND', 'the host name is not known', 'later', false],
		['EAI_AGAIN', 'the host name is not known', 'later', false],
		['ECONNREFUSED', 'the connection was refused or is not possible', 'later', false],
		['EHOSTUNREACH', 'the connection broke off', 'later', true],
		['ENETUNREACH', 'the connection broke off', 'later', true],
		['ETIMEDOUT', 'it took too long', 'onceMore', true],
		['ECONNABORTED', 'it took too long', 'onceMore', true],
		['ESOCKETTIMEDOUT', 'it took too long', 'onceMore', true],
		['UND_ERR_HEADERS_TIMEOUT', 'it took too long', 'onceMore', true],
		['ECONNRESET', 'the connection broke off', 'later', true],
		['EPIPE', 'the connection broke off', 'later', true],
		['SOMETHING_NEW', 'the connection broke off', 'later', true],
		['CERT_HAS_EXPIRED', 'the certificate of the host is not trusted', 'never', false],
		['DEPTH_ZERO_SELF_SIGNED_CERT', 'the certificate of the host is not trusted', 'never', false],
		['ERR_TLS_CERT_ALTNAME_INVALID', 'the certificate of the host is not trusted', 'never', false],
		[
			'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
			'the certificate of the host is not trusted',
			'never',
			false,
		],
	])('%s: %s; again: %s; may have worked: %p', (code, message, retry, ambiguous) => {
		expect(readError(withCode(code))).toMatchObject({
			kind: 'network',
			message: `No answer from api.example.com: ${message}`,
			retry,
			ambiguous,
		});
	});

	it.each(['EHOSTUNREACH', 'ENETUNREACH'])('was never sent when connecting failed: %s', (code) => {
		const cause = Object.assign(withCode(code), { syscall: 'connect' });
		expect(readError(Object.assign(new Error('wrapped'), { cause }))).toMatchObject({
			message: 'No answer from api.example.com: the connection was refused or is not possible',
			ambiguous: false,
		});
	});

	const checkNetwork =
		'Check Region or Base URL in the credential, and that the machine which runs n8n reaches the Internet (proxy, firewall).';

	it.each([
		['ENOTFOUND', checkNetwork],
		['ECONNREFUSED', checkNetwork],
		['ETIMEDOUT', checkNetwork],
		[
			'ECONNRESET',
			'Try again. If it happens often, look at the proxy or firewall between n8n and Kling.',
		],
		[
			'CERT_HAS_EXPIRED',
			'Check Base URL in the credential. For a gateway with a certificate of its own, set NODE_EXTRA_CA_CERTS for n8n.',
		],
	])('says what to do, with Node’s code to search for: %s', (code, advice) => {
		expect(readError(withCode(code)).advice).toBe(`${advice} (${code})`);
	});

	it('has the code in the advice only, because n8n replaces messages that hold one', () => {
		expect(readError(withCode('ECONNRESET')).message).not.toContain('ECONNRESET');
	});

	it.each([
		['its cause', { cause: withCode('ENOTFOUND') }],
		['the cause of its cause', { cause: { cause: withCode('ENOTFOUND') } }],
		['its error', { error: withCode('ENOTFOUND') }],
		['its httpCode', { httpCode: 'ENOTFOUND' }],
	])('may have its code in %s', (_where, wrapper) => {
		expect(readError(Object.assign(new Error('no'), wrapper)).message).toMatch(/host name/);
	});

	it('is shown with its own message when it has no code', () => {
		const error = readError(new Error('socket hang up'));
		expect(error.message).toMatch(/broke off$/);
		expect(error.advice).toMatch(/\(socket hang up\)$/);
	});

	it.each(['some words', 'E', 'e_lower', 404])(
		'is shown with its own message when its code is not one of Node’s: %p',
		(code) => {
			const error = readError(Object.assign(new Error('socket hang up'), { code }));
			expect(error.advice).toMatch(/\(socket hang up\)$/);
		},
	);

	it('is unknown when something other than an error was thrown', () => {
		expect(readError('thrown text').advice).toMatch(/\(unknown\)$/);
	});

	it('shows no secret', () => {
		expect(readError(new Error('bad header s3cret')).advice).toMatch(/\(bad header \*\*\*\)$/);
	});

	it('keeps nothing of the original error, whose request holds the token', () => {
		const original = Object.assign(withCode('ECONNRESET'), {
			config: { headers: { Authorization: 'Bearer s3cret' } },
		});
		const error = readError(original);
		expect(JSON.stringify([error, error.message, error.stack, error.cause])).not.toContain(
			's3cret',
		);
	});

	it('is returned unchanged when it is already a KlingError', () => {
		const known = new KlingError('known', { kind: 'network', advice: '' });
		expect(readError(known)).toBe(known);
	});

	it('is read even when its causes form a circle', () => {
		const error: Error & { cause?: unknown } = new Error('round');
		error.cause = error;
		expect(readError(error).advice).toMatch(/\(round\)$/);
	});

	it('is readable whatever was thrown', () => {
		fc.assert(
			fc.property(fc.anything(), (thrown) => {
				expect(readError(thrown)).toMatchObject({ kind: 'network' });
			}),
		);
	});
});

describe('an address that n8n is configured to block', () => {
	const blocked = Object.assign(new Error('The request was blocked'), {
		name: 'SsrfBlockedIpError',
	});

	it.each([
		['itself', blocked],
		['within the error of a node', new Error('blocked', { cause: blocked })],
		['within that of a connection', new Error('1', { cause: new Error('2', { cause: blocked }) })],
	])('is reported as blocked, and not tried again: %s', (_case, error) => {
		expect(readError(error)).toMatchObject({
			message: 'No answer from api.example.com: n8n is set up not to ask this address',
			retry: 'never',
			ambiguous: false,
		});
		expect(readError(error).advice).toContain('N8N_SSRF_ALLOWED_HOSTNAMES');
	});
});

describe('the message of an error without a code', () => {
	it('is shortened to one line', () => {
		const { advice } = readError(new Error(`a\nb ${'x'.repeat(1000)}`));
		expect(advice).toContain('(a b xxx');
		expect(advice.length).toBeLessThan(400);
	});
});
