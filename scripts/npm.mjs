import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Problem } from './problem.mjs';

/**
 * The same npm for every machine: npm 10 fails on lock files of npm 11, and npm 12 runs other
 * install scripts.
 */
const PINNED_NPM = 'npm@11.19.1';
const LAST_LINES = 20;

/** Errors of npm, and what to do about them. */
const ADVICE = [
	[
		/ENOSPC/,
		'The disk is full. Free about 4 GB, or point XDG_CACHE_HOME to a disk that has it, and start again.',
	],
	[
		/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT/,
		'npm cannot reach its registry. Check the network (or npm’s proxy and registry settings) and start again.',
	],
	[
		/gyp ERR!|not found: make|Could not find any Python/,
		'A module has to be compiled here. Install python3, make and g++ (Debian, Ubuntu: apt-get install python3 make g++; macOS: xcode-select --install) and start again.',
	],
];

/**
 * Installs exactly what a lock file names, with the pinned npm.
 *
 * @param {string} folder holds package.json and package-lock.json
 * @param {string[]} [options] for npm
 * @param {(group: number | null) => void} [attach] gets npm's process group and has to end it; when
 * not given, npm runs in our process group
 * @throws {Problem} that says what to do
 */
export async function npmCi(folder, options = [], attach = undefined) {
	await runNpm('ci', folder, options, attach);
}

/**
 * Like {@link npmCi}, but without a lock file: installs the newest versions that package.json
 * allows.
 *
 * @param {string} folder
 * @param {string[]} [options]
 * @param {(group: number | null) => void} [attach]
 * @throws {Problem} that says what to do
 */
export async function npmInstall(folder, options = [], attach = undefined) {
	await runNpm('install', folder, options, attach);
}

/**
 * @param {'ci' | 'install'} command
 * @param {string} folder
 * @param {string[]} options
 * @param {((group: number | null) => void) | undefined} attach
 */
async function runNpm(command, folder, options, attach) {
	const args = ['--yes', PINNED_NPM, command, '--no-audit', '--no-fund', ...options];
	const child = spawn('npx', args, {
		cwd: folder,
		env: npmEnvironment(),
		stdio: ['ignore', 'pipe', 'pipe'],
		detached: attach !== undefined,
	});
	let output = '';
	child.stdout.on('data', (chunk) => (output += chunk));
	child.stderr.on('data', (chunk) => (output += chunk));
	attach?.(child.pid ?? null);
	const code = await ended(child);
	attach?.(null);
	if (code !== 0) throw explain(output);
}

/**
 * The environment without the settings of an npm that started us, which don't apply to another
 * folder.
 */
export function npmEnvironment() {
	const isOfThisProject =
		/^npm_(package|lifecycle|config_(local_prefix|ignore_scripts|allow_scripts))/i;
	return Object.fromEntries(
		Object.entries(process.env).filter(([name]) => !isOfThisProject.test(name)),
	);
}

/** @param {import('node:child_process').ChildProcess} child */
async function ended(child) {
	try {
		const [code] = await once(child, 'close');
		return code;
	} catch {
		throw new Problem(
			'npx is missing. Install Node.js with npm (https://nodejs.org) and start again.',
		);
	}
}

/** @param {string} output */
function explain(output) {
	const advice = ADVICE.find(([pattern]) => /** @type {RegExp} */ (pattern).test(output))?.[1];
	const lastLines = output.trim().split('\n').slice(-LAST_LINES).join('\n');
	return new Problem(`${lastLines}\n\n${advice ?? 'npm could not install the packages.'}`);
}
