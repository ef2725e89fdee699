/** Removes secrets from a text that others wrote. */
export type Redact = (text: string) => string;

const AUTHORIZATION = /\b(Bearer|Basic)\s+[\w.~+/=-]+/gi;
/** A JSON Web Token: three Base64url parts, the first of which starts with `{"`. */
const JSON_WEB_TOKEN = /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g;
const MASK = '***';

/** A redactor for these secrets, and for anything that has the form of a token. */
export function createRedact(secrets: string[]): Redact {
	const known = secrets.filter((secret) => secret !== '');
	return (text) =>
		known
			.reduce((result, secret) => result.split(secret).join(MASK), text)
			.replace(AUTHORIZATION, `$1 ${MASK}`)
			.replace(JSON_WEB_TOKEN, MASK);
}
