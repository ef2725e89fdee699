import { isObject, type JsonObject } from '../json';
import type { KlingTask } from '../task';
import { parseHttpUrl } from '../url';

/**
 * Removes secrets from a text that others wrote. Known secrets go in any case.
 *
 * @param isLink leaves what only looks like a token: a signed link of others works only as it is (API §2)
 */
export type Redact = (text: string, isLink?: boolean) => string;

const MASK = '***';
/** What is longer is cut before it is searched. No text of Kling's is as long. */
const MAX_LENGTH = 20_000;
/** What is shorter than this in Base64 or in hexadecimal stands in other texts by chance. */
const MIN_CODED_LENGTH = 10;

const AUTHORIZATION = /\b(Bearer|Basic)\s{1,9}[\w.~+/=-]+/gi;
/**
 * A JSON Web Token, or a piece of one: it starts with `{"` in Base64url. The other beginnings are those of
 * the same, `eyJhbGciO`, in Base64 once more, where it may start at any of three places.
 */
const JSON_WEB_TOKEN = /(?:eyJ|ZXlKaGJHY2lP|V5SmhiR2NpT|leUpoYkdjaU)[\w.+/=-]{17,}/g;
/** Links of n8n itself: the one that resumes an execution, and the one that serves a file. */
const N8N_LINK = /(?:webhook-waiting|binary-data)[^\s"'<>]*/gi;

/** The forms in which a server may repeat a secret. */
function formsOf(secret: string): string[] {
	// By way of a buffer, because half a character makes encodeURIComponent throw.
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

/** As most languages do it, and as templates do it that escape more. */
function htmlForms(text: string): string[] {
	const escaped = text
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;')
		.replaceAll("'", '&#39;');
	return [escaped, escaped.replaceAll('/', '&#x2F;').replaceAll('=', '&#x3D;')];
}

/** What Base64 makes of the bytes, whatever number of bytes stands before them and behind. */
function piecesOfBase64(bytes: Buffer): string[] {
	const pieces = [0, 1, 2].map((before) => {
		const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
		// Characters that hold bits of a neighbour are left out.
		const start = Math.ceil((before * 4) / 3);
		return text.slice(start, Math.floor(((before + bytes.length) * 4) / 3));
	});
	return pieces.flatMap((piece) => [piece, piece.replaceAll('+', '-').replaceAll('/', '_')]);
}

/** A redactor for these secrets, and for anything that has the form of a token or is a link of n8n. */
export function createRedact(secrets: string[]): Redact {
	const forms = secrets.filter((secret) => secret !== '').flatMap(formsOf);
	const known = [...new Set(forms)]
		// The longest first: one secret may be a piece of another.
		.sort((a, b) => b.length - a.length);
	const longest = known[0]?.length ?? 0;
	return (text, isLink = false) => {
		const masked = known
			.reduce((result, form) => result.split(form).join(MASK), text.slice(0, MAX_LENGTH))
			.replace(N8N_LINK, maskQuery);
		const clean = isLink
			? masked
			: masked.replace(AUTHORIZATION, `$1 ${MASK}`).replace(JSON_WEB_TOKEN, MASK);
		// The end of what was cut may be the beginning of a secret.
		return text.length > MAX_LENGTH ? clean.slice(0, -longest) : clean;
	};
}

/** The secret of such a link is in its query. */
function maskQuery(link: string): string {
	const [address = ''] = link.split(/\?|%3f/i, 1);
	return address === link ? link : `${address}?${MASK}`;
}

/** What in a line could hide what stands around it, or break it: control characters, turns of direction. */
const UNPRINTABLE = /[\p{Cc}\u2028-\u202e\u2066-\u2069]+/gu;

/** A text of others as one line that shows no secret, cut to a number of characters. */
export function toLine(text: string, redact: Redact, maxLength: number): string {
	return [...redact(text).replace(UNPRINTABLE, ' ').trim()].slice(0, maxLength).join('');
}

/** The most characters of an id that a host has given; Kling's have 18 or 36. */
const MAX_ID_LENGTH = 256;
/** Kling explains a failure in a sentence. */
const MAX_MESSAGE_LENGTH = 500;

/** The task as everybody may see it. Signed links stay as they are. */
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
