import { readFileSync } from 'node:fs';

/**
 * What to install to have an n8n.
 *
 * @typedef {object} Manifest
 * @property {string} version of n8n
 * @property {string} packageJson
 * @property {string} [packageLock] only for the pinned version; the others are installed with the
 * dependencies that their users get today
 */

/**
 * The versions that the package is tested with besides the pinned one, which is the newest: the
 * oldest that the README promises, the last 1.x, and a 2.x that many people still run. Each with a
 * Node.js that it runs on.
 */
const OTHERS = [
	{ n8n: '1.104.2', node: '22.23.3' },
	{ n8n: '1.123.81', node: '22.23.3' },
	{ n8n: '2.20.12', node: '24.21.0' },
];

/** These versions load `xlsx` from its maker's server, which not every network can reach. */
const OTHERS_OVERRIDES = { xlsx: '0.18.5' };

/**
 * The n8n that demo and tests run on.
 *
 * @returns {Manifest}
 */
export function pinnedManifest() {
	const packageJson = read('package.json');
	const version = JSON.parse(packageJson).dependencies.n8n;
	return { version, packageJson, packageLock: read('package-lock.json') };
}

/**
 * All versions that the package is tested with, oldest first.
 *
 * @returns {Manifest[]}
 */
export function allManifests() {
	return [...OTHERS.map(otherManifest), pinnedManifest()];
}

/**
 * The manifest of one version.
 *
 * @param {string} [version] the pinned one when not given
 * @returns {Manifest}
 */
export function manifestOf(version) {
	if (!version) return pinnedManifest();
	const found = allManifests().find((manifest) => manifest.version === version);
	if (!found) throw new Error(`n8n ${version} is not in n8n-runtime/versions.mjs`);
	return found;
}

/** @param {{ n8n: string, node: string }} dependencies */
function otherManifest(dependencies) {
	const pinned = JSON.parse(read('package.json'));
	const overrides = { ...pinned.overrides, ...OTHERS_OVERRIDES };
	const packageJson = JSON.stringify({ ...pinned, dependencies, overrides }, null, 2);
	return { version: dependencies.n8n, packageJson };
}

/** @param {string} file */
function read(file) {
	return readFileSync(new URL(file, import.meta.url), 'utf8');
}
