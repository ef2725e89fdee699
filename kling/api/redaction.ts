import { isObject, type JsonObject } from '../json';
import type { KlingTask } from '../task';
import { parseHttpUrl } from '../url';

/**
 * Removes secrets from a foreign text. Known secrets are always removed.
 *
 * @param isLink keeps what only looks like a token, because a signed link works only unchanged (API
 * §2)
 */
export type Redact = (text: string, isLink?: boolean) => string;

const MASK = '***';
/** Longer texts are cut before they are searched. None of Kling's is that long. */
const MAX_LENGTH = 20_000;
/**
 * Base64 or hexadecimal forms shorter than this are left alone: they occur in other texts by
 * chance.
 */
const MIN_CODED_LENGTH = 10;

const AUTHORIZATION = /\b(Bearer|Basic)\s{1,9}[\w.~+/=-]+/gi;
/**
 * A JSON Web Token, or its beginning: `eyJ` is `{"` in Base64url. The other three are what
 * `eyJhbGciO` becomes when the token is encoded in Base64 again, depending on its offset there.
 */
const JSON_WEB_TOKEN = /(?:eyJ|ZXlKaGJHY2lP|V5SmhiR2NpT|leUpoYkdjaU)[\w.+/=-]{17,}/g;
/** Links to n8n itself: one resumes an execution, the other serves a file. */
const N8N_LINK = /(?:webhook-waiting|binary-data)[^\s"'<>]*/gi;

/** The forms in which a server may repeat a secret. */
function formsOf(secret: string): string[] {
	// By way of a buffer, because encodeURIComponent throws at half a character.
	const bytes = Buffer.from(secret);
	const percent = encodeURIComponent(bytes.toString());
	const json = JSON.stringify(secret).slice(1, -1);
	const coded = [...piecesOfBase64(bytes), bytes.toString('hex')];
	return [
		secret,
		percent,
		percent.replace(/%../g, (code) => code.toLowerCase()),
		encodeURIComponent(percent),
		json,
		json.replaceAll('/', '\\/'),
		JSON.stringify(json).slice(1, -1),
		...htmlForms(secret),
		bytes.toString('base64'),
		bytes.toString('base64url'),
		...coded.filter((form) => form.length >= MIN_CODED_LENGTH),
	];
}

/**
 * The text escaped for HTML: as most languages do it, and as some template engines do, which escape
 * more.
 */
function htmlForms(text: string): string[] {
	const escaped = text
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;')
		.replaceAll("'", '&#39;');
	return [escaped, escaped.replaceAll('/', '&#x2F;').replaceAll('=', '&#x3D;')];
}

/**
 * What Base64 makes of the bytes in the middle of others: there are three forms, by the number of
 * bytes before them.
 */
function piecesOfBase64(bytes: Buffer): string[] {
	const pieces = [0, 1, 2].map((before) => {
		const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
		// Leaves out characters that also hold bits of the bytes before or after.
		const start = Math.ceil((before * 4) / 3);
		return text.slice(start, Math.floor(((before + bytes.length) * 4) / 3));
	});
	return pieces.flatMap((piece) => [piece, piece.replaceAll('+', '-').replaceAll('/', '_')]);
}

/**
 * Makes a redactor for these secrets, for anything that looks like a token, and for links to n8n.
 */
export function createRedact(secrets: string[]): Redact {
	const forms = secrets.filter((secret) => secret !== '').flatMap(formsOf);
	const known = [...new Set(forms)]
		// The longest first, because one secret may be part of another.
		.sort((a, b) => b.length - a.length);
	const longest = known[0]?.length ?? 0;
	return (text, isLink = false) => {
		const masked = known
			.reduce((result, form) => result.split(form).join(MASK), text.slice(0, MAX_LENGTH))
			.replace(N8N_LINK, maskQuery);
		const clean = isLink
			? masked
			: masked.replace(AUTHORIZATION, `$1 ${MASK}`).replace(JSON_WEB_TOKEN, MASK);
		// What is left may end with the beginning of a secret that was cut in two.
		return text.length > MAX_LENGTH ? clean.slice(0, -longest) : clean;
	};
}

/** The secret of a link to n8n is in its query. */
function maskQuery(link: string): string {
	const [address = ''] = link.split(/\?|%3f/i, 1);
	return address === link ? link : `${address}?${MASK}`;
}

/**
 * Characters that break a line or disguise the text around them: control characters, changes of
 * direction.
 */
const UNPRINTABLE = /[\p{Cc}\u2028-\u202e\u2066-\u2069]+/gu;

/** A foreign text as one line without secrets, cut to a number of characters. */
export function toLine(text: string, redact: Redact, maxLength: number): string {
	return [...redact(text).replace(UNPRINTABLE, ' ').trim()].slice(0, maxLength).join('');
}

/** The most characters that are kept of an id; Kling's have 18 or 36. */
const MAX_ID_LENGTH = 256;
/**
 * The most characters that are kept of the reason for a failure, which Kling gives in a sentence.
 */
const MAX_MESSAGE_LENGTH = 500;

/** The task without secrets. Signed links are kept, because they work only unchanged. */
export function redactTask(task: KlingTask, redact: Redact): KlingTask {
	const line = (text: string, maxLength = MAX_ID_LENGTH) => toLine(text, redact, maxLength);
	const lineOrNull = (text: string | null) => (text === null ? null : line(text));
	return {
		...task,
		id: line(task.id),
		statusText: line(task.statusText),
		statusMessage: task.statusMessage && line(task.statusMessage, MAX_MESSAGE_LENGTH),
		externalId: lineOrNull(task.externalId),
		currency: lineOrNull(task.currency),
		videos: task.videos.map((video) => ({
			...video,
			id: lineOrNull(video.id),
			url: redact(video.url, true),
			watermarkUrl: video.watermarkUrl && redact(video.watermarkUrl, true),
		})),
		raw: mapTexts(task.raw, redact) as JsonObject,
	};
}

function mapTexts(value: unknown, redact: Redact): unknown {
	if (typeof value === 'string') return redact(value, parseHttpUrl(value) !== null);
	if (Array.isArray(value)) return value.map((entry) => mapTexts(entry, redact));
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, entry]) => [redact(key), mapTexts(entry, redact)]),
	);
}
