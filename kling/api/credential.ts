import { createHmac } from 'crypto';
import { inputError } from '../errors';
import { hostOf, parseHttpUrl } from '../url';

/** Base URLs of Kling's own platforms (API §7). */
const HOSTS = {
	global: 'https://api-singapore.klingai.com',
	china: 'https://api-beijing.klingai.com',
} as const;

/** Kling's own platforms are below this domain (API §7). */
const OWN_DOMAIN = /(^|\.)klingai\.com$/;

/** A token lives 30 minutes (API §7); it is signed for one request only. */
const TOKEN_LIFETIME_S = 1800;
/** Allows for a clock of ours that is a little ahead of Kling's (API §7). */
const TOKEN_LEEWAY_S = 5;

const ADVICE = 'Open the Kling API credential and correct it.';

/** What a user's credential comes down to. */
export interface KlingAccount {
	/** Without a slash at the end; may have a path prefix. */
	baseUrl: string;
	/** The value of the `Authorization` header, signed afresh at each call. */
	authorization: () => string;
	/** Of callbacks that Kling signs (API §5); empty when there is none. */
	webhookSecret: string;
	/** What no error or log may show. */
	secrets: string[];
}

/**
 * Cleans a credential as people paste it (white space, `Bearer `, a base URL that is too long).
 *
 * @throws KlingError (`input`) that names everything that is missing or wrong.
 */
export function readCredential(data: Record<string, unknown>, now = Date.now): KlingAccount {
	const problems: string[] = [];
	const baseUrl = readBaseUrl(data, problems);
	const signer =
		data.authentication === 'accessKey' ? readKeys(data, problems, now) : readToken(data, problems);
	if (problems.length > 0) throw inputError(problems, ADVICE);
	const webhookSecret = clean(data.webhookSecret);
	return { baseUrl, webhookSecret, ...signer, secrets: [...signer.secrets, webhookSecret] };
}

/**
 * Whether the API at `baseUrl` is Kling's own: only there it is known that an external task id is never
 * taken twice, and that a task can be asked for by it (API §6). A gateway may have neither.
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
	// People paste the endpoint from a gateway's documentation; we append it ourselves.
	return url
		.replace(/[?#].*$/, '')
		.replace(/\/+$/, '')
		.replace(/\/+v1(\/videos(\/motion-control)?)?$/, '');
}

function clean(value: unknown): string {
	return typeof value === 'string' ? value.trim() : '';
}

/** Whether Node accepts the text in a header, and a server reads it as one word. */
function isHeaderSafe(token: string): boolean {
	return /^[\x21-\x7e]+$/.test(token);
}
