import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hostOf, isOutOfReach, parseHttpUrl, toPathSegment } from '../../../kling/url';

const webUrl = fc.webUrl({ withQueryParameters: true, withFragments: true });

describe('parseHttpUrl', () => {
	it.each(['https://example.com/a.png', 'HTTP://EXAMPLE.COM', 'http://127.0.0.1:5678/x?y#z'])(
		'accepts %s',
		(url) => expect(parseHttpUrl(url)).toBe(url),
	);

	it('removes white space from both ends, and changes nothing else', () => {
		fc.assert(
			fc.property(webUrl, fc.stringMatching(/^\s*$/), (url, space) => {
				expect(parseHttpUrl(`${space}${url}${space}`)).toBe(url);
			}),
		);
	});

	it.each([
		['', 'nothing'],
		['example.com/a.png', 'no scheme'],
		['ftp://example.com/a', 'another scheme'],
		['data:image/png;base64,AAAA', 'another scheme'],
		['javascript:alert(1)//http://example.com', 'another scheme'],
		['https://', 'no host'],
		['https:example.com', 'no slashes'],
		['https://example.com:99999', 'an impossible port'],
		['https://example.com/a b', 'white space'],
		['https://example.com/a https://example.com/b', 'two URLs'],
		['https://example.com/a\nhttps://example.com/b', 'two lines'],
		['x https://example.com', 'text before it'],
	])('refuses %j: %s', (text) => expect(parseHttpUrl(text)).toBeNull());

	it('never crashes, and accepts only URLs', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string({ unit: 'binary' }), webUrl), (text) => {
				const url = parseHttpUrl(text);
				if (url !== null) expect(['http:', 'https:']).toContain(new URL(url).protocol);
			}),
		);
	});
});

describe('hostOf', () => {
	it.each([
		['https://Example.com:8443/path', 'example.com'],
		['http://user:pass@example.com/', 'example.com'],
		['http://[::1]:5678/', '::1'],
		['http://localhost./', 'localhost'],
		['not a URL', ''],
	])('of %s is %p', (url, host) => expect(hostOf(url)).toBe(host));
});

describe('isOutOfReach', () => {
	const PUBLIC_API = 'https://api-singapore.klingai.com';

	it.each([
		['localhost', 'localhost:5678'],
		['a name under localhost', 'n8n.localhost'],
		['localhost with a full stop', 'localhost.'],
		['loopback', '127.0.0.1'],
		['any loopback', '127.8.9.10'],
		['loopback in other clothes', '2130706433'],
		['loopback in IPv6', '[::1]'],
		['no address', '0.0.0.0'],
		['no address in IPv6', '[::]'],
		['private class A', '10.0.0.1'],
		['private class B, first', '172.16.0.1'],
		['private class B, in the middle', '172.20.0.1'],
		['private class B, last', '172.31.255.254'],
		['private class C', '192.168.1.10'],
		['link-local', '169.254.169.254'],
		['private in IPv6', '[fd12:3456::1]'],
		['link-local in IPv6', '[fe80::1]'],
		['a container', 'n8n:5678'],
		['a name of the local network', 'nas.local'],
		['a name of a company', 'n8n.internal'],
		['a name at home', 'n8n.home'],
		['a name in a lan', 'n8n.lan'],
		['a name in an intranet', 'n8n.intranet'],
	])('sees that Kling cannot reach %s', (_what, host) => {
		expect(isOutOfReach(`http://${host}/file`, PUBLIC_API)).toBe(true);
	});

	it.each([
		'example.com',
		'localhost.example.com',
		'localexample.com',
		'10.example.com',
		'127.0.0.1.example.com',
		'8.8.8.8',
		'11.0.0.1',
		'110.1.2.3',
		'172.15.0.1',
		'172.32.0.1',
		'192.169.0.1',
		'169.253.0.1',
		'[2001:4860:4860::8888]',
		'fd12.example.com',
		'xn--mnchen-3ya.example',
	])('accepts %s', (host) => {
		expect(isOutOfReach(`https://${host}/file`, PUBLIC_API)).toBe(false);
	});

	it('allows any IPv4 address outside the private ranges', () => {
		const byte = fc.nat(255);
		const address = fc.tuple(fc.integer({ min: 1, max: 223 }), byte, byte, byte);
		fc.assert(
			fc.property(address, ([a, b, c, d]) => {
				const isPrivate =
					a === 10 ||
					a === 127 ||
					(a === 172 && b >= 16 && b < 32) ||
					(a === 192 && b === 168) ||
					(a === 169 && b === 254);
				expect(isOutOfReach(`http://${a}.${b}.${c}.${d}/`, PUBLIC_API)).toBe(isPrivate);
			}),
		);
	});

	it('lets an API in a private network, such as a gateway, reach its neighbors', () => {
		expect(isOutOfReach('http://10.0.0.5/file', 'http://10.0.0.9:3000/kling')).toBe(false);
	});
});

describe('an id in the path of a URL', () => {
	it.each([
		['831234567890123457', '831234567890123457'],
		['a/b', 'a%2Fb'],
		['100%', '100%25'],
		['a?b#c', 'a%3Fb%23c'],
		['🙂', '%F0%9F%99%82'],
		['half \ud83d', 'half%20%EF%BF%BD'],
	])('%j is one segment', (id, segment) => expect(toPathSegment(id)).toBe(segment));

	it.each(['', '.', '..'])('%j is refused, because it leads elsewhere', (id) => {
		expect(() => toPathSegment(id)).toThrow(`"${id}" is not the ID of a video`);
	});
});
