import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The encodings in which a secret may appear, each also as it stands in a JSON text. */
export function codingsOf(secret: string): string[] {
	const percent = encodeURIComponent(secret);
	const escaped = toJsonEscapes(secret);
	const codings = [
		secret,
		percent,
		encodeURIComponent(percent),
		secret.replaceAll('/', '\\/'),
		escaped,
		escaped.replace(/(?<=\\u)[\da-f]{4}/g, (code) => code.toUpperCase()),
		secret.replaceAll('/', '&#x2F;').replaceAll('=', '&#x3D;'),
		Buffer.from(secret).toString('hex'),
		// In the middle of another text, without characters that also hold bits of it.
		...[0, 1, 2].map((before) =>
			Buffer.from('x'.repeat(before) + secret)
				.toString('base64')
				.slice(before + 1, -5),
		),
	];
	return [...new Set(codings.flatMap((coding) => [coding, coding.replaceAll('\\', '\\\\')]))];
}

/** The whole content of n8n's database, including what it hasn't cleaned up yet. */
export function readDatabase(userFolder: string): string {
	const folder = join(userFolder, '.n8n');
	return readdirSync(folder)
		.filter((name) => name.startsWith('database.sqlite'))
		.map((name) => readFileSync(join(folder, name), 'latin1'))
		.join('\n');
}

/** A text in which everything but letters and digits is escaped, as `\u002f` for a slash: JSON allows it anywhere. */
export function toJsonEscapes(text: string): string {
	return text.replace(
		/[^A-Za-z\d]/g,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
}
