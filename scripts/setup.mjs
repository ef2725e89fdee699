import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { npmCi } from './npm.mjs';
import { Problem } from './problem.mjs';
import { withProgress } from './progress.mjs';

const ROOT = new URL('../', import.meta.url);
/** What the tools need; the published package is content with less. */
const MIN_NODE = [20, 17];

/**
 * Makes a fresh clone ready to work: installs the packages of the lock file where they aren't there yet.
 *
 * @throws {Problem} that says what to do
 */
export async function setUp() {
	checkNode();
	if (isInstalled()) return;
	await withProgress('Installing the development packages', () => npmCi(fileURLToPath(ROOT)));
}

function checkNode() {
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
	const [minMajor = 0, minMinor = 0] = MIN_NODE;
	if (major > minMajor || (major === minMajor && minor >= minMinor)) return;
	throw new Problem(
		`This needs Node.js ${MIN_NODE.join('.')} or newer, and this is ${process.versions.node}. Install a newer one from https://nodejs.org and start again.`,
	);
}

/** npm keeps a lock file of what it has installed, whoever told it to. */
function isInstalled() {
	const installed = readPackages('node_modules/.package-lock.json');
	return Object.entries(readPackages('package-lock.json')).every(
		([path, { version, optional, devOptional }]) =>
			path === '' || optional || devOptional || installed[path]?.version === version,
	);
}

/**
 * @typedef {{ version: string, optional?: boolean, devOptional?: boolean }} LockedPackage
 * @param {string} file
 * @returns {Record<string, LockedPackage>} by path; empty when there is no such file
 */
function readPackages(file) {
	const url = new URL(file, ROOT);
	return existsSync(url) ? JSON.parse(readFileSync(url, 'utf8')).packages : {};
}
