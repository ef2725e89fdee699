import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The codings in which a secret may have come to stand somewhere. */
export function codingsOf(secret: string): string[] {
	const percent = encodeURIComponent(secret);
	return [
		secret,
		percent,
		encodeURIComponent(percent),
		JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/'),
		secret.replaceAll('/', '&#x2F;').replaceAll('=', '&#x3D;'),
		Buffer.from(secret).toString('hex'),
		// Wherever in another text: the characters that hold no bits of a neighbour.
		...[0, 1, 2].map((before) =>
			Buffer.from('x'.repeat(before) + secret)
				.toString('base64')
				.slice(before + 1, -5),
		),
	];
}

/** All that the database of an n8n holds, what it has not yet tidied up included. */
export function readDatabase(userFolder: string): string {
	const folder = join(userFolder, '.n8n');
	return readdirSync(folder)
		.filter((name) => name.startsWith('database.sqlite'))
		.map((name) => readFileSync(join(folder, name), 'latin1'))
		.join('\n');
}
