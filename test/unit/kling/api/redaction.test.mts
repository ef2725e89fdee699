import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRedact } from '../../../../kling/api/redaction';

/** Without asterisks, because a mask and the text next to it could look like such a secret. */
const secret = fc
	.string({ unit: 'binary', minLength: 4, maxLength: 60 })
	.filter((text) => !text.includes('*'));
const aroundIt = fc.string({ unit: 'binary', maxLength: 40 });

describe('a known secret', () => {
	const redact = createRedact(['s3cret/key+x="1"']);

	it('is masked everywhere, however often it occurs', () => {
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

	it('is masked completely when another secret is its beginning', () => {
		expect(createRedact(['abc', 'abcdef'])('x abcdef y abc z')).toBe('x *** y *** z');
	});

	it('is masked when it is part of another secret', () => {
		expect(createRedact(['abcdef', 'cd'])('x cd y abcdef z')).toBe('x *** y *** z');
	});

	it('may have characters with a meaning in regular expressions', () => {
		expect(createRedact(['a.b|c$&(['])('x a.b|c$&([ y aXb')).toBe('x *** y aXb');
	});

	it('that is empty masks nothing', () => {
		expect(createRedact([''])('nothing to hide')).toBe('nothing to hide');
	});

	it('never survives, whatever it is and whatever surrounds it', () => {
		fc.assert(
			fc.property(fc.array(secret, { minLength: 1 }), fc.array(aroundIt), (secrets, texts) => {
				const text = texts.flatMap((part, index) => [part, secrets[index] ?? '']).join('');
				const masked = createRedact(secrets)(`${text}${secrets.join('')}`);
				for (const known of secrets) expect(masked).not.toContain(known);
			}),
			{ numRuns: 500 },
		);
	});

	it('never survives when secrets are parts of each other', () => {
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

	it('may end in half a character', () => {
		expect(createRedact(['abc\ud800'])('x abc\ud800 y')).toBe('x *** y');
	});
});

describe('a text without the secret', () => {
	it('stays as it is', () => {
		const text = 'imageUrl: must not be blank (field "image_url", 100 % wrong)';
		expect(createRedact(['s3cret'])(text)).toBe(text);
	});
});

describe('a known secret in another encoding', () => {
	const known = 'sk-live/7f3a9c+"Vd01"==&x';
	const redact = createRedact([known]);
	const base64 = (text: string) => Buffer.from(text).toString('base64');

	it.each([
		['after one character more', base64(`x${known} and so on`)],
		['after two characters more', base64(`xy${known} and so on`)],
		['as the password of Basic', base64(`user:${known}`)],
		['for URLs', Buffer.from(`x${known}`).toString('base64url')],
	])('is masked in Base64 %s', (_case, text) => {
		const shown = Buffer.from(redact(text).replaceAll('*', ''), 'base64').toString();
		expect(redact(text)).toContain('***');
		expect(shown).not.toContain('live/7f3a9c');
	});

	it.each([
		[
			'percent encoding with small letters',
			encodeURIComponent(known).replace(/%../g, (code) => code.toLowerCase()),
		],
		['percent encoding twice', encodeURIComponent(encodeURIComponent(known))],
		['JSON within JSON', JSON.stringify(JSON.stringify(known)).slice(3, -3)],
		['JSON with slashes escaped', JSON.stringify(known).slice(1, -1).replaceAll('/', '\\/')],
		['HTML', 'sk-live/7f3a9c+&quot;Vd01&quot;==&amp;x'],
		['the HTML of a template', 'sk-live&#x2F;7f3a9c+&quot;Vd01&quot;&#x3D;&#x3D;&amp;x'],
		['hexadecimal', Buffer.from(known).toString('hex')],
	])('is masked in %s', (_case, text) => expect(redact(`a ${text} z`)).toBe('a *** z'));
});

describe('a link of n8n itself', () => {
	const redact = createRedact([]);

	it.each([
		['that resumes an execution', 'https://n8n.example.com/webhook-waiting/12?signature=0a1b2c'],
		['that serves a file', 'https://n8n.example.com/rest/binary-data/signed?token=abc.def'],
	])('%s loses its secret, in a text and alone', (_kind, link) => {
		const address = link.split('?', 1)[0];
		expect(redact(`see ${link} now`)).toBe(`see ${address}?*** now`);
		expect(redact(link, true)).toBe(`${address}?***`);
	});

	it('loses its secret in percent encoding', () => {
		const link = encodeURIComponent('https://n8n.example.com/webhook-waiting/12?signature=0a1b2c');
		expect(redact(link)).not.toContain('0a1b2c');
	});
});

describe('a very long text', () => {
	it.each([
		['beginnings of a token', 'eyJ'],
		['dots', 'eyJa.'],
		['words', 'Bearer '],
		['white space', 'Bearer          '],
		['links', 'webhook-waiting/'],
		['question marks', '?%3F'],
	])('of %s is masked quickly', (_kind, piece) => {
		const text = piece.repeat(1_000_000 / piece.length);
		const startedAt = performance.now();
		createRedact(['s3cret'])(text);
		expect(performance.now() - startedAt).toBeLessThan(1000);
	});

	it('shows no part of a secret where it is cut', () => {
		const secret = 's3cret-of-the-account';
		fc.assert(
			fc.property(fc.integer({ min: 19_900, max: 20_100 }), (length) => {
				const masked = createRedact([secret])(`${'x'.repeat(length)}${secret}${'y'.repeat(500)}`);
				expect(masked).not.toContain('s3');
			}),
		);
	});
});
