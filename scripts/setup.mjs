import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { npmCi } from './npm.mjs';
import { Problem } from './problem.mjs';
import { withProgress } from './progress.mjs';

const ROOT = new URL('../', import.meta.url);
/** The version that the tools need. The published package works with older ones. */
const MIN_NODE = [20, 17];

/**
 * Prepares a fresh clone: installs the packages of the lock file unless they are installed.
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

/** Compares our lock file with the one that npm keeps of what it has installed. */
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
