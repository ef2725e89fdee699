import { inputError } from './errors';

/** The trimmed URL when it is absolute and http(s), otherwise null. It isn't normalized. */
export function parseHttpUrl(text: string): string | null {
	const trimmed = text.trim();
	if (!/^https?:\/\//i.test(trimmed) || /\s/.test(trimmed)) return null;
	try {
		new URL(trimmed);
		return trimmed;
	} catch {
		return null;
	}
}

/** The host name of an absolute URL, without brackets around IPv6 or a full stop; empty when there is none. */
export function hostOf(url: string): string {
	try {
		return new URL(url).hostname.replace(/^\[|\]$|\.$/g, '');
	} catch {
		return '';
	}
}

/**
 * The host, with its port if that isn't the default: the part of a *Base URL* that users recognize.
 */
export function hostAndPortOf(url: string): string {
	try {
		return new URL(url).host;
	} catch {
		return '';
	}
}

/**
 * Encodes an id of any kind as one segment of a URL's path.
 *
 * @throws KlingError (`input`) for an id that would lead to another address, such as `..`.
 */
export function toPathSegment(id: string): string {
	if (id === '' || id === '.' || id === '..') {
		throw inputError(
			[`"${id}" is not the ID of a video`],
			'Enter the ID that Create has returned.',
		);
	}
	return encodeId(id);
}

/** Encodes an id of any kind for a URL, even one that was cut in the middle of a character. */
export function encodeId(id: string): string {
	// By way of a buffer, because encodeURIComponent throws at half a character.
	return encodeURIComponent(Buffer.from(id).toString());
}

const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|::1|0\.0\.0\.0|::)$/;
const PRIVATE =
	/^(10(\.\d+){3}|192\.168(\.\d+){2}|172\.(1[6-9]|2\d|3[01])(\.\d+){2}|169\.254(\.\d+){2}|f[cd][0-9a-f]{2}:.*|fe80:.*)$/;
const LOCAL_NAME = /^([^.:]+|.*\.(local|lan|internal|home|intranet))$/;

/** Whether a server on the Internet can't reach the URL: loopback, private network, or a local name. */
function isPrivateUrl(url: string): boolean {
	const host = hostOf(url);
	return LOOPBACK.test(host) || PRIVATE.test(host) || LOCAL_NAME.test(host);
}

/**
 * Whether the API at `baseUrl` certainly can't fetch `url`. An API in a private network may reach
 * its neighbors.
 */
export function isOutOfReach(url: string, baseUrl: string): boolean {
	return isPrivateUrl(url) && !isPrivateUrl(baseUrl);
}

/** What is wrong with a URL that Kling is to call. */
export function findUrlProblems(field: string, url: string, baseUrl: string): string[] {
	if (url.trim() === '') return [`${field} is empty`];
	if (parseHttpUrl(url) === null) {
		return [`${field} must be one URL that starts with http:// or https://, not "${shorten(url)}"`];
	}
	if (isOutOfReach(url, baseUrl)) {
		return [
			`${field} is an address that Kling cannot reach from the Internet: "${shorten(withoutQuery(url))}"`,
		];
	}
	return [];
}

/** The query may hold a secret, such as the signature of a resume URL. */
function withoutQuery(url: string): string {
	const [address = ''] = url.split('?', 1);
	return address === url ? url : `${address}?…`;
}

/** The beginning of a text that may be very long, such as Base64 in a URL field. */
function shorten(text: string): string {
	const characters = [...text.slice(0, 200)];
	return characters.length > 80 ? `${characters.slice(0, 80).join('')}…` : text;
}
