import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The encodings in which a secret may appear. */
export function codingsOf(secret: string): string[] {
	const percent = encodeURIComponent(secret);
	return [
		secret,
		percent,
		encodeURIComponent(percent),
		JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/'),
		secret.replaceAll('/', '&#x2F;').replaceAll('=', '&#x3D;'),
		Buffer.from(secret).toString('hex'),
		// In the middle of another text, without characters that also hold bits of it.
		...[0, 1, 2].map((before) =>
			Buffer.from('x'.repeat(before) + secret)
				.toString('base64')
				.slice(before + 1, -5),
		),
	];
}

/** The whole content of n8n's database, including what it hasn't cleaned up yet. */
export function readDatabase(userFolder: string): string {
	const folder = join(userFolder, '.n8n');
	return readdirSync(folder)
		.filter((name) => name.startsWith('database.sqlite'))
		.map((name) => readFileSync(join(folder, name), 'latin1'))
		.join('\n');
}
