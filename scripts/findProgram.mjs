import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Finds an installed program.
 *
 * @param {string[]} names the program's possible names; the first that is installed counts
 * @param {string[]} [moreFolders] folders to search after those of PATH
 * @returns {string | null} its path
 */
export function findProgram(names, moreFolders = []) {
	const folders = [...(process.env.PATH ?? '').split(delimiter), ...moreFolders];
	const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)));
	return paths.find(isExecutable) ?? null;
}

/** @param {string} path */
export function isExecutable(path) {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
