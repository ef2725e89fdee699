import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { npmEnvironment } from '../scripts/npm.mjs';
import { Problem } from '../scripts/problem.mjs';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Results of builds and installations, and what isn't published. */
const NOT_COPIED = ['.git', 'node_modules', 'dist', 'test', 'test-results', 'demo-output', 'bench'];

/**
 * The package as users get it.
 *
 * @typedef {object} BuiltPackage
 * @property {string} tarball its path
 * @property {string} folder the unpacked tarball
 * @property {number} packedBytes size of the tarball
 */

/**
 * Builds and packs the project, and unpacks the tarball. Works in a copy, so that nothing else that
 * happens in the checkout interferes.
 *
 * @param {string} folder an empty folder to work in
 * @returns {Promise<BuiltPackage>}
 * @throws {Problem} with the compiler's messages
 */
export async function buildPackage(folder) {
	const copy = join(folder, 'project');
	cpSync(ROOT, copy, {
		recursive: true,
		filter: (path) => !NOT_COPIED.includes(basename(path)),
	});
	symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
	await npm(copy, 'run', 'build');
	await npm(copy, 'pack', '--pack-destination', folder);
	const tarball = join(folder, readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? '');
	const unpacked = join(folder, 'unpacked');
	mkdirSync(unpacked);
	await run('tar', ['-xzf', tarball, '-C', unpacked]);
	// In a tarball of npm's, everything is in the folder `package`.
	return { tarball, folder: join(unpacked, 'package'), packedBytes: statSync(tarball).size };
}

/**
 * @param {string} folder
 * @param {string[]} args
 */
async function npm(folder, ...args) {
	try {
		await run('npm', args, { cwd: folder, env: npmEnvironment() });
	} catch (error) {
		const { stdout, stderr } = /** @type {{ stdout: string, stderr: string }} */ (error);
		throw new Problem(`${stdout}${stderr}\nnpm ${args[0]} of the package failed.`);
	}
}
