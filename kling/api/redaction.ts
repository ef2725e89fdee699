import { isObject, type JsonObject } from '../json';
import { parseHttpUrl } from '../url';

/** Removes secrets from a text that others wrote. */
export type Redact = (text: string) => string;

const AUTHORIZATION = /\b(Bearer|Basic)\s+[\w.~+/=-]+/gi;
/** A JSON Web Token: three Base64url parts, the first of which starts with `{"`. A `%20` may stand before it. */
const JSON_WEB_TOKEN = /eyJ[\w-]+\.[\w-]+\.[\w-]+/g;
const MASK = '***';

/** The forms in which a server may repeat a secret. */
const FORMS: Array<(secret: string) => string> = [
	(secret) => secret,
	// By way of a buffer, because half a character makes encodeURIComponent throw.
	(secret) => encodeURIComponent(Buffer.from(secret).toString()),
	(secret) => JSON.stringify(secret).slice(1, -1),
	(secret) => Buffer.from(secret).toString('base64'),
	(secret) => Buffer.from(secret).toString('base64url'),
];

/** A redactor for these secrets, and for anything that has the form of a token. */
export function createRedact(secrets: string[]): Redact {
	const known = secrets
		.filter((secret) => secret !== '')
		.flatMap((secret) => FORMS.map((toForm) => toForm(secret)))
		// The longest first: one secret may be a piece of another.
		.sort((a, b) => b.length - a.length);
	return (text) =>
		known
			.reduce((result, secret) => result.split(secret).join(MASK), text)
			.replace(AUTHORIZATION, `$1 ${MASK}`)
			.replace(JSON_WEB_TOKEN, MASK);
}

/** Removes secrets from all texts of an object but URLs: a signed one works only as it is (API §2). */
export function redactTexts(object: JsonObject, redact: Redact): JsonObject {
	return mapTexts(object, (text) =>
		parseHttpUrl(text) === null ? redact(text) : text,
	) as JsonObject;
}

function mapTexts(value: unknown, map: Redact): unknown {
	if (typeof value === 'string') return map(value);
	if (Array.isArray(value)) return value.map((entry) => mapTexts(entry, map));
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, entry]) => [key, mapTexts(entry, map)]),
	);
}
