import { describeCode, describeStatus, describeText, type ErrorRow } from './errorTable';
import { KlingError, type Retry } from '../errors';
import { isObject, NestingError, parseJson, textOf, type JsonObject } from '../json';
import { toLine, type Redact } from './redaction';

/** An HTTP response that hasn't been interpreted yet. */
export interface HttpResponse {
	status: number;
	body: string;
	/** Header names in lower case. */
	headers: Record<string, unknown>;
}

/** A response that has been interpreted. */
export interface KlingResponse {
	/** The parsed JSON, in which the caller finds what it asked for. */
	body: unknown;
	/** What Kling's support asks for. */
	requestId: string | null;
	/** What went wrong, by HTTP status and code; null when all went well. */
	error: KlingError | null;
}

/** How many characters of a foreign message are shown. */
const MESSAGE_LENGTH = 300;
/** How many characters of a code or an id are shown. */
const CODE_LENGTH = 100;

/**
 * Opens the envelope of a response. Success depends on the HTTP status and on `code`, even with
 * HTTP 200, but never on `message` (API §3).
 *
 * @throws KlingError when the response is a redirect, or when it isn't JSON and its HTTP status
 * doesn't say more.
 */
export function openResponse(response: HttpResponse, redact: Redact): KlingResponse {
	if (isRedirect(response)) throw redirectError(response, redact);
	const body = parseBody(response);
	const envelope = unwrapMessage(isObject(body) ? body : {});
	const code = readCode(envelope);
	const isError = !isOk(response) || isErrorCode(code);
	return {
		body,
		requestId: readRequestId(envelope, redact),
		error: isError ? errorOf(response, envelope, code, redact) : null,
	};
}

/**
 * Opens a response that is of use only when it is a success.
 *
 * @throws KlingError when the response is an error or isn't JSON.
 */
export function readResponse(response: HttpResponse, redact: Redact): KlingResponse {
	const opened = openResponse(response, redact);
	if (opened.error !== null) throw opened.error;
	return opened;
}

/** Whether the HTTP status alone means success. */
export function isOk({ status }: HttpResponse): boolean {
	return status >= 200 && status < 300;
}

function isRedirect({ status }: HttpResponse): boolean {
	return status >= 300 && status < 400;
}

/** The query isn't shown, because it often holds a ticket for signing in. */
function redirectError({ status, headers }: HttpResponse, redact: Redact): KlingError {
	const [location = ''] = (textOf(headers.location) ?? '').split(/[?#]/, 1);
	const target = location === '' ? 'nowhere' : toLine(location, redact, MESSAGE_LENGTH);
	return new KlingError(`The API answered HTTP ${status} with a redirect to ${target}`, {
		kind: 'unreadable',
		advice:
			'The node does not follow redirects: the key is for the host in the credential only. If the API is at the new address, enter that as Base URL; otherwise something between n8n and Kling (a gateway, proxy or sign-in page) answered in its place.',
		// With 303 See Other, a server says that it has done its work.
		ambiguous: status === 303,
		httpStatus: status,
	});
}

function parseBody(response: HttpResponse): unknown {
	const text = response.body.trim();
	try {
		return parseJson(text);
	} catch (error) {
		// For an error, the HTTP status says more than the missing JSON does. The exception is a web
		// server's own 404 page, which isn't Kling's "not found".
		if (response.status >= 400 && !(response.status === 404 && isHtml(text))) return {};
		if (text === '') throw unreadable(response, 'an empty body');
		if (isHtml(text)) throw unreadable(response, 'an HTML page');
		// Another try would have the same result.
		if (error instanceof NestingError)
			throw unreadable(response, 'JSON nested too deeply', 'never');
		throw unreadable(response, 'text that is not JSON');
	}
}

function isHtml(text: string): boolean {
	return text.startsWith('<');
}

/**
 * A gateway may put Kling's whole response, as JSON text, into its own `message` (API §3a). Kling's
 * says more.
 */
function unwrapMessage(envelope: JsonObject): JsonObject {
	const message = textOf(envelope.message);
	if (message === null || !message.startsWith('{')) return envelope;
	try {
		const inner = parseJson(message);
		return isObject(inner) && readCode(inner) !== undefined ? inner : envelope;
	} catch {
		return envelope;
	}
}

/**
 * The `code` of a response: a number from Kling, words from gateways; undefined when there is none.
 */
export function readCode(envelope: JsonObject): number | string | undefined {
	const text = textOf(envelope.code);
	if (text === null) return undefined;
	return /^-?\d+$/.test(text) ? Number(text) : text;
}

/** Whether a `code` means that something went wrong (API §3); gateways say `success` or 200 for 0. */
export function isErrorCode(code: number | string | undefined): boolean {
	if (typeof code === 'string') return code.toLowerCase() !== 'success';
	return code !== undefined && code !== 0 && code !== 200;
}

function readRequestId(envelope: JsonObject, redact: Redact): string | null {
	const id = textOf(envelope.request_id);
	return id === null ? null : toLine(id, redact, CODE_LENGTH);
}

function errorOf(
	response: HttpResponse,
	envelope: JsonObject,
	code: number | string | undefined,
	redact: Redact,
): KlingError {
	const said = toLine(messageOf(envelope), redact, MESSAGE_LENGTH);
	const status = statusOf(response, code);
	const inWords = describeText(`${wordsIn(envelope)} ${said}`);
	const row =
		describeCode(typeof code === 'number' ? code : null) ?? inWords ?? rowFor(status, response);
	const isRepetition = row.message.toLowerCase().includes(said.toLowerCase());
	return new KlingError(isRepetition ? row.message : `${row.message}: ${said}`, {
		kind: isNotFound(status, code, said) ? 'notFound' : 'refused',
		advice: row.advice,
		retry: row.retry,
		// A host that refuses in known words hasn't created a task.
		ambiguous: row !== inWords && mayHaveWorked(status, code),
		httpStatus: response.status,
		code: typeof code === 'string' ? toLine(code, redact, CODE_LENGTH) : code,
		requestId: readRequestId(envelope, redact) ?? undefined,
		retryAfterMs: readRetryAfter(response.headers['retry-after']),
	});
}

function rowFor(status: number, response: HttpResponse): ErrorRow {
	const row = describeStatus(status);
	return status === 400 && response.status < 400
		? { ...row, message: 'Kling refused the request' }
		: row;
}

/**
 * The HTTP status that an error amounts to. With HTTP 200, a gateway's `code` may be that status,
 * such as 402; otherwise the error counts as 400.
 */
function statusOf({ status }: HttpResponse, code: number | string | undefined): number {
	if (status >= 400) return status;
	return typeof code === 'number' && code >= 400 && code < 600 ? code : 400;
}

/** The words that classify an error: `code`, and `code` and `type` of a nested `error`. */
function wordsIn({ code, error }: JsonObject): string {
	const nested = isObject(error) ? [error.code, error.type] : [];
	return [code, ...nested].filter((word) => typeof word === 'string').join(' ');
}

/** Gateways use `msg`, `error` or `error.message` for Kling's `message`. */
function messageOf(envelope: JsonObject): string {
	const { message, msg, error } = envelope;
	const nested = isObject(error) ? error.message : error;
	return textOf(message) ?? textOf(msg) ?? textOf(nested) ?? '';
}

/**
 * Kling: HTTP 400, code 1201, "Task not found"; gateways: words as code, or a 404 about a task (API §2
 * and §3a). Any other 404 says that the host doesn't have the address.
 */
function isNotFound(status: number, code: number | string | undefined, message: string): boolean {
	const text = `${code} ${message}`;
	if (!/n[o']t[\s_]*(found|exist)/i.test(text)) return false;
	if (typeof code === 'number' && code >= 1000) return [1200, 1201, 1203].includes(code);
	return (status === 400 || status === 404) && /task/i.test(text);
}

/** A create that fails inside the server may still have made a task (API §6). */
function mayHaveWorked(status: number, code: number | string | undefined): boolean {
	if (typeof code === 'number' && code >= 1000 && code < 5000) return false;
	return status >= 500 || status === 408 || (typeof code === 'number' && code >= 5000);
}

function unreadable(
	response: HttpResponse,
	what: string,
	retry: Retry = response.status === 404 ? 'never' : 'later',
): KlingError {
	return new KlingError(`The API answered HTTP ${response.status} with ${what}`, {
		kind: 'unreadable',
		advice:
			'Something between n8n and Kling (a gateway, proxy or firewall) answered in its place, or Base URL in the credential is wrong. Check it, then try again.',
		retry,
		ambiguous: response.status !== 404,
		httpStatus: response.status,
		retryAfterMs: readRetryAfter(response.headers['retry-after']),
	});
}

/** Seconds or an HTTP date (RFC 9110 §10.2.3), in milliseconds from now; undefined for anything else. */
export function readRetryAfter(value: unknown, now = Date.now()): number | undefined {
	const text = textOf(value);
	if (text === null) return undefined;
	if (/^\d+$/.test(text)) return Number(text) * 1000;
	// Date.parse accepts nearly anything as a date; an HTTP date ends with GMT.
	const date = text.endsWith(' GMT') ? Date.parse(text) : Number.NaN;
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
