import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findSharedNames } from './exportedNames.mjs';
import { Problem, runMain } from './problem.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PUBLISHED = ['credentials', 'kling', 'nodes'];

/**
 * Checks what concerns all published files together. `.dependency-cruiser.mjs` checks the direction
 * of imports.
 */
await runMain(async () => {
	const sources = readSources();
	const shared = findSharedNames(sources);
	if (shared.length > 0) {
		throw new Problem(`No two things have one name. Rename one of each:\n${shared.join('\n')}`);
	}
	const folders = new Set([...sources.keys()].map((path) => dirname(path)));
	console.log(
		`✔ ${sources.size} files in ${folders.size} folders, and no two things have one name`,
	);
});

/** @returns {Map<string, string>} the text of each published file, by its path */
function readSources() {
	const paths = PUBLISHED.flatMap((folder) =>
		readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.ts'))
			.map((file) => join(folder, file)),
	);
	return new Map(paths.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]));
}
