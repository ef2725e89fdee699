import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isOwnHost, readCredential } from '../../../../kling/api/credential';

const apiToken = { authentication: 'apiToken', apiToken: 'sk-1234', region: 'global' };
const custom = (baseUrl: unknown) => ({ ...apiToken, region: 'custom', baseUrl });

/** What people paste along with a URL. */
const whiteSpace = fc.stringMatching(/^[ \t\r\n\u00a0\ufeff]*$/);

describe('the region', () => {
	it.each([
		['global', 'https://api-singapore.klingai.com'],
		['china', 'https://api-beijing.klingai.com'],
		[undefined, 'https://api-singapore.klingai.com'],
	])('%s is at %s', (region, baseUrl) => {
		expect(readCredential({ ...apiToken, region }).baseUrl).toBe(baseUrl);
	});

	it('other than custom ignores a base URL that was left behind', () => {
		const { baseUrl } = readCredential({ ...apiToken, baseUrl: 'https://gateway.example.com' });
		expect(baseUrl).toBe('https://api-singapore.klingai.com');
	});
});

describe('a base URL', () => {
	it.each([
		['https://gateway.example.com', 'https://gateway.example.com'],
		['http://localhost:3000', 'http://localhost:3000'],
		['https://gateway.example.com/kling', 'https://gateway.example.com/kling'],
		['https://gateway.example.com/v1/kling', 'https://gateway.example.com/v1/kling'],
		['https://gateway.example.com/av1', 'https://gateway.example.com/av1'],
		['https://v1.example.com/v1', 'https://v1.example.com'],
	])('%s stands for %s', (pasted, baseUrl) => {
		expect(readCredential(custom(pasted)).baseUrl).toBe(baseUrl);
	});

	it('may be pasted with surplus text before and after it', () => {
		const root = fc.constantFrom('https://gateway.example.com', 'http://10.0.0.9:3000/kling/a');
		const slashes = fc.stringMatching(/^\/{0,3}$/);
		const endpoint = fc.constantFrom('', '/v1', '/v1/videos', '/v1/videos/motion-control');
		const rest = fc.constantFrom('', '?pageNum=1&pageSize=30', '#docs', '?a=b/#c');
		fc.assert(
			fc.property(
				fc.tuple(whiteSpace, root, slashes, endpoint, slashes, rest, whiteSpace),
				(parts) => expect(readCredential(custom(parts.join(''))).baseUrl).toBe(parts[1]),
			),
		);
	});

	it.each([
		[''],
		['gateway.example.com'],
		['ftp://gateway.example.com'],
		['https://'],
		[undefined],
	])('%p is refused', (baseUrl) => {
		expect(() => readCredential(custom(baseUrl))).toThrow(
			'Base URL of the credential is not a URL that starts with http:// or https://',
		);
	});
});

describe('a Base URL with a user name', () => {
	it.each(['https://user:pass@gateway.example.com', 'https://user@gateway.example.com/kling'])(
		'is refused, because it would replace the key: %s',
		(baseUrl) => {
			expect(() => readCredential(custom(baseUrl))).toThrow(/must not hold a user name/);
		},
	);
});

describe('isOwnHost', () => {
	it.each([
		'https://api-singapore.klingai.com',
		'https://api-beijing.klingai.com',
		'https://API.klingai.com/prefix',
	])('knows Kling’s own host: %s', (baseUrl) => {
		expect(isOwnHost(baseUrl)).toBe(true);
	});

	it.each([
		'https://gateway.example.com/kling',
		'https://klingai.com.example.com',
		'https://notklingai.com',
		'https://example.com/api.klingai.com',
		'http://127.0.0.1:5678',
	])('knows that another host is not: %s', (baseUrl) => {
		expect(isOwnHost(baseUrl)).toBe(false);
	});
});
