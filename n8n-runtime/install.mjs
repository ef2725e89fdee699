import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, statfsSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { npmCi, npmInstall } from '../scripts/npm.mjs';
import { Problem, runMain } from '../scripts/problem.mjs';
import { withProgress } from '../scripts/progress.mjs';
import { createTemporaryFolder } from '../scripts/temporaryFolder.mjs';
import { manifestOf } from './versions.mjs';

/** @typedef {import('./versions.mjs').Manifest} Manifest */

const NEEDED_GB = 4;

/**
 * The programs of an installed n8n.
 *
 * @typedef {object} Runtime
 * @property {string} folder where it is installed
 * @property {string} node the Node.js that this n8n needs, independent of the machine's own
 * @property {string} n8n its command
 */

/**
 * Installs an n8n into the user's cache, once for each manifest: with 3 GB it is too large for
 * every checkout.
 *
 * @param {string} [version] one of versions.mjs; the pinned one when not given
 * @returns {Promise<Runtime>}
 * @throws {Problem} that says what to do
 */
export async function installRuntime(version) {
	const manifest = manifestOf(version);
	const folder = join(cacheFolder(), keyOf(manifest));
	if (!existsSync(folder)) {
		await withProgress(
			`Installing n8n ${manifest.version} (about 3 GB, once; takes some minutes)`,
			() => installInto(folder, manifest),
		);
	}
	return programs(folder);
}

/** @param {string} folder */
function programs(folder) {
	const modules = join(folder, 'node_modules');
	return { folder, node: join(modules, 'node/bin/node'), n8n: join(modules, 'n8n/bin/n8n') };
}

function cacheFolder() {
	const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
	return join(base, 'n8n-nodes-kling-motion-control');
}

/**
 * The folder's name. It includes the kind of machine, because modules are compiled for one.
 *
 * @param {Manifest} manifest
 */
function keyOf({ packageJson, packageLock = '' }) {
	const hash = createHash('sha256').update(packageJson).update(packageLock);
	return `n8n-${hash.digest('hex').slice(0, 16)}-${process.platform}-${process.arch}`;
}

/**
 * Installs beside the target and then renames, so that the target is complete whenever it exists.
 *
 * @param {string} folder
 * @param {Manifest} manifest
 */
async function installInto(folder, { packageJson, packageLock }) {
	mkdirSync(cacheFolder(), { recursive: true });
	checkDiskSpace();
	const partial = createTemporaryFolder(`${folder}.partial-`);
	try {
		writeFileSync(join(partial.path, 'package.json'), packageJson);
		if (packageLock) writeFileSync(join(partial.path, 'package-lock.json'), packageLock);
		const npm = packageLock ? npmCi : npmInstall;
		// The project disables install scripts, but n8n needs those that its package.json allows.
		const options = ['--ignore-scripts=false', ...headersOption()];
		await npm(partial.path, options, partial.attach);
		await check(partial.path);
		moveTo(folder, partial.path);
	} finally {
		await partial.remove();
	}
}

/**
 * Points to Node's headers if the machine has them, so that compiling a module needs no download.
 */
function headersOption() {
	const prefix = dirname(dirname(process.execPath));
	return existsSync(join(prefix, 'include/node/node_api.h')) ? [`--nodedir=${prefix}`] : [];
}

function checkDiskSpace() {
	const { bavail, bsize } = statfsSync(cacheFolder());
	const free = (bavail * bsize) / 1e9;
	if (free < NEEDED_GB) {
		throw new Problem(
			`n8n needs ${NEEDED_GB} GB, and the disk of ${cacheFolder()} has ${free.toFixed(1)} GB left. ` +
				'Free some space, or point XDG_CACHE_HOME to another disk, and start again.',
		);
	}
}

/**
 * Checks n8n's own Node.js and the compiled database driver, which may be missing although npm
 * succeeded.
 */
async function check(/** @type {string} */ folder) {
	try {
		await promisify(execFile)(programs(folder).node, ['-e', 'require("sqlite3")'], { cwd: folder });
	} catch (error) {
		throw new Problem(`${error}\n\nThe installed n8n does not run on this machine.`);
	}
}

/**
 * Gives a folder its final name, unless another process has made the same meanwhile.
 *
 * @param {string} target
 * @param {string} folder
 */
export function moveTo(target, folder) {
	try {
		renameSync(folder, target);
	} catch (error) {
		if (!existsSync(target)) throw error;
	}
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
	await runMain(async () => console.log((await installRuntime(process.argv[2])).n8n));
}
