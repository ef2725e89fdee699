import { createHmac } from 'crypto';
import { inputError } from '../errors';
import { hostOf, parseHttpUrl } from '../url';

/** Base URLs of Kling's own platforms (API §7). */
const HOSTS = {
	global: 'https://api-singapore.klingai.com',
	china: 'https://api-beijing.klingai.com',
} as const;

/** The domain of Kling's own platforms (API §7). */
const OWN_DOMAIN = /(^|\.)klingai\.com$/;

/** A token is valid for 30 minutes (API §7), although each request gets its own. */
const TOKEN_LIFETIME_S = 1800;
/** Tolerates a clock that is slightly ahead of Kling's (API §7). */
const TOKEN_LEEWAY_S = 5;

const ADVICE = 'Open the Kling API credential and correct it.';

/** A generation of Kling's API: V1 (API §1 and §2) or 2.0 (API §8). */
export type ApiVersion = 'v1' | 'v2';

/** A credential that was checked and is ready to use. */
export interface KlingAccount {
	apiVersion: ApiVersion;
	/** Without a slash at the end; may have a path prefix. */
	baseUrl: string;
	/** The value of the `Authorization` header, newly signed at each call. */
	authorization: () => string;
	/** The secret of signed callbacks (API §5); empty when there is none. */
	webhookSecret: string;
	/** The texts that no error or log may show. */
	secrets: string[];
}

/**
 * Reads a credential, without what people often paste along: white space, `Bearer `, the path of an
 * endpoint.
 *
 * @throws KlingError (`input`) that names everything that is missing or wrong.
 */
export function readCredential(data: Record<string, unknown>, now = Date.now): KlingAccount {
	const problems: string[] = [];
	const baseUrl = readBaseUrl(data, problems);
	const apiVersion = readApiVersion(data, problems);
	const signer =
		data.authentication === 'accessKey' ? readKeys(data, problems, now) : readToken(data, problems);
	if (problems.length > 0) throw inputError(problems, ADVICE);
	const webhookSecret = clean(data.webhookSecret);
	return {
		apiVersion,
		baseUrl,
		webhookSecret,
		...signer,
		secrets: [...signer.secrets, webhookSecret],
	};
}

function readApiVersion(data: Record<string, unknown>, problems: string[]): ApiVersion {
	if (data.apiVersion !== 'v2') return 'v1';
	if (data.authentication === 'accessKey') {
		problems.push(
			'API 2.0 takes an API token only: choose API Token as Authentication, or V1 as API Version',
		);
	}
	return 'v2';
}

/**
 * Whether the API at `baseUrl` is Kling's own. Only Kling is known to refuse a second task with the
 * same external id, and to find a task by it (API §6). A gateway may do neither.
 */
export function isOwnHost(baseUrl: string): boolean {
	return OWN_DOMAIN.test(hostOf(baseUrl));
}

type Signer = Pick<KlingAccount, 'authorization' | 'secrets'>;

function readToken(data: Record<string, unknown>, problems: string[]): Signer {
	const token = clean(data.apiToken).replace(/^bearer(\s+|$)/i, '');
	if (token === '') problems.push('The credential has no API token');
	else if (!isHeaderSafe(token))
		problems.push('The API token contains white space or special characters');
	return { authorization: () => `Bearer ${token}`, secrets: [token] };
}

function readKeys(data: Record<string, unknown>, problems: string[], now: () => number): Signer {
	const accessKey = clean(data.accessKey);
	const secretKey = clean(data.secretKey);
	if (accessKey === '') problems.push('The credential has no access key');
	if (secretKey === '') problems.push('The credential has no secret key');
	return {
		authorization: () => `Bearer ${signToken(accessKey, secretKey, now())}`,
		secrets: [secretKey, accessKey],
	};
}

/**
 * Signs the JSON Web Token for an access key (API §7): HS256, `iss`, `exp`, `nbf`.
 *
 * @param now Unix time in milliseconds
 */
export function signToken(accessKey: string, secretKey: string, now: number): string {
	const seconds = Math.floor(now / 1000);
	const header = encode({ alg: 'HS256', typ: 'JWT' });
	const claims = encode({
		iss: accessKey,
		exp: seconds + TOKEN_LIFETIME_S,
		nbf: seconds - TOKEN_LEEWAY_S,
	});
	const signature = createHmac('sha256', secretKey)
		.update(`${header}.${claims}`)
		.digest('base64url');
	return `${header}.${claims}.${signature}`;
}

function encode(value: object): string {
	return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function readBaseUrl(data: Record<string, unknown>, problems: string[]): string {
	if (data.region === 'china') return HOSTS.china;
	if (data.region !== 'custom') return HOSTS.global;
	const url = parseHttpUrl(clean(data.baseUrl));
	if (url === null) {
		problems.push('Base URL of the credential is not a URL that starts with http:// or https://');
		return '';
	}
	const { username, password } = new URL(url);
	if (username !== '' || password !== '') {
		// The HTTP client would send them instead of the key.
		problems.push(
			'Base URL of the credential must not hold a user name or a password ("user:pass@"): remove them, the key alone signs in',
		);
	}
	// Users paste the whole endpoint from a gateway's documentation, but the client appends that path
	// itself.
	const [address = ''] = url.split(/[?#]/, 1);
	const bare = trimSlashes(address).replace(/\/v1(\/videos(\/motion-control)?)?$/, '');
	return trimSlashes(bare);
}

/** By hand, because a regular expression takes quadratic time for a long row of slashes. */
function trimSlashes(text: string): string {
	let end = text.length;
	while (text[end - 1] === '/') end--;
	return text.slice(0, end);
}

function clean(value: unknown): string {
	return typeof value === 'string' ? value.trim() : '';
}

/** Whether Node accepts the text in a header and servers read it as one word. */
function isHeaderSafe(token: string): boolean {
	return /^[\x21-\x7e]+$/.test(token);
}
