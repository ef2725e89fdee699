import { listDecodings } from './escapes';
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
/** The most characters that one character becomes when it is escaped twice. */
const MAX_ESCAPE_LENGTH = 12;

/** A token after the word that names its kind. */
const AUTHORIZATION = /(?<=\b(?:Bearer|Basic)\s{1,9})[\w.~+/=-]+/gi;
/**
 * A JSON Web Token, or its beginning: `eyJ` is `{"` in Base64url. The other three are what
 * `eyJhbGciO` becomes when the token is encoded in Base64 again, depending on its offset there.
 */
const JSON_WEB_TOKEN = /(?:eyJ|ZXlKaGJHY2lP|V5SmhiR2NpT|leUpoYkdjaU)[\w.+/=-]{17,}/g;
/** Links to n8n itself: one resumes an execution, the other serves a file. */
const N8N_LINK = /(?:webhook-waiting|binary-data)[^\s"'<>]*/gi;

/** The beginning and the end of a part of a text. */
type Span = [start: number, end: number];

/**
 * Makes a redactor for these secrets, for anything that looks like a token, and for links to n8n.
 */
export function createRedact(secrets: string[]): Redact {
	const forms = secrets.filter((secret) => secret !== '').flatMap(formsOf);
	const known = [...new Set(forms)];
	const margin = Math.max(0, ...known.map(({ length }) => length)) * MAX_ESCAPE_LENGTH;
	return (text, isLink = false) => {
		const cut = text.slice(0, MAX_LENGTH);
		const spans = listDecodings(cut).flatMap(({ text: decoded, offsets }) =>
			findSecrets(decoded, known, isLink).map(
				([start, end]): Span => [offsets[start] as number, offsets[end] as number],
			),
		);
		const masked = mask(cut, spans);
		// What is left may end with the beginning of a secret that was cut in two.
		if (text.length <= MAX_LENGTH) return masked;
		return masked.slice(0, Math.max(0, masked.length - margin));
	};
}

/**
 * The forms in which a server may repeat a secret, without escapes, which are decoded in the text.
 */
function formsOf(secret: string): string[] {
	const bytes = Buffer.from(secret);
	const coded = [...piecesOfBase64(bytes), bytes.toString('hex')];
	return [
		// Decoded like the text, because a secret may contain what looks like an escape.
		...listDecodings(secret).map(({ text }) => text),
		bytes.toString('base64'),
		bytes.toString('base64url'),
		...coded.filter((form) => form.length >= MIN_CODED_LENGTH),
	].filter((form) => form !== '');
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

function findSecrets(text: string, known: string[], isLink: boolean): Span[] {
	const links = findAll(text, N8N_LINK).flatMap((link) => findQuery(text, link));
	const tokens = isLink
		? []
		: [AUTHORIZATION, JSON_WEB_TOKEN].flatMap((form) => findAll(text, form));
	return [...known.flatMap((form) => findForm(text, form)), ...links, ...tokens];
}

function findForm(text: string, form: string): Span[] {
	const spans: Span[] = [];
	let start = text.indexOf(form);
	while (start !== -1) {
		const end = start + form.length;
		spans.push([start, end]);
		start = text.indexOf(form, end);
	}
	return spans;
}

function findAll(text: string, pattern: RegExp): Span[] {
	return [...text.matchAll(pattern)].map(({ 0: found, index }) => [index, index + found.length]);
}

/** The secret of a link to n8n is in its query. */
function findQuery(text: string, [start, end]: Span): Span[] {
	const mark = text.slice(start, end).indexOf('?');
	return mark === -1 ? [] : [[start + mark + 1, end]];
}

/** Replaces each span, or several that overlap, with one mask. */
function mask(text: string, spans: Span[]): string {
	const pieces: string[] = [];
	let position = 0;
	for (const [start, end] of spans.sort(([a], [b]) => a - b)) {
		if (start >= position) pieces.push(text.slice(position, start), MASK);
		position = Math.max(position, end);
	}
	return [...pieces, text.slice(position)].join('');
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
