import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildPackage } from '../n8n-runtime/package.mjs';
import { findQueuePrograms, QUEUE_PROGRAMS_MISSING } from '../n8n-runtime/queue/programs.mjs';
import { CHROMIUM_MISSING, findChromium } from '../test/support/browser/chromium.mjs';
import { runJest } from './jest.mjs';
import { Problem, runMain } from './problem.mjs';
import { withProgress } from './progress.mjs';
import { setUp } from './setup.mjs';
import { createTemporaryFolder } from './temporaryFolder.mjs';

/** @typedef {import('./jest.mjs').Counts} Counts */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NOTHING = { passed: 0, failed: 0, skipped: 0 };
const PASSED = { passed: 1, failed: 0, skipped: 0 };
const FAILED = { passed: 0, failed: 1, skipped: 0 };
const SKIPPED = { passed: 0, failed: 0, skipped: 1 };

/**
 * One after the other, while n8n is being installed. A failing step doesn't stop the others.
 *
 * @type {(n8n: Promise<void>) => Array<[string, () => Promise<Counts>]>}
 */
const stepsWith = (n8n) => [
	['lint', () => check('lint', () => npmRun('lint'))],
	['types', () => check('types', () => npmRun('types'))],
	['build', () => check('build', build)],
	['scan', () => check('scan', scan)],
	['unit', () => runJest(['unit'])],
	['node', () => runJest(['node'])],
	['install', () => check('Installing n8n', () => n8n)],
	['real n8n', runWithN8n],
];

await runMain(async () => {
	await setUp();
	const results = [];
	for (const [name, run] of stepsWith(prepareN8n())) {
		console.log(`\n── ${name}`);
		const startedAt = Date.now();
		const counts = await run();
		results.push({ name, ...counts, seconds: Math.round((Date.now() - startedAt) / 1000) });
	}
	return report(results);
});

/**
 * @param {Array<Counts & { name: string, seconds: number }>} results
 * @returns {number} exit code
 */
function report(results) {
	console.log();
	for (const { name, seconds, ...counts } of results) {
		console.log(`${name.padEnd(8)} ${String(seconds).padStart(4)} s   ${describe(counts)}`);
	}
	const total = results.reduce(add, NOTHING);
	console.log(`\n${describe(total)}`);
	return total.failed > 0 ? 1 : 0;
}

/** @param {Counts} counts */
function describe({ passed, failed, skipped }) {
	return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * Counts work as a single test.
 *
 * @param {string} name
 * @param {() => Promise<void>} work throws a Problem when it fails
 */
async function check(name, work) {
	try {
		await withProgress(name, work);
		return PASSED;
	} catch (error) {
		console.error(error instanceof Problem ? error.message : error);
		return FAILED;
	}
}

/**
 * Installs n8n, and starts it for the first time, while the steps that don't need it run.
 *
 * @returns {Promise<void>} rejects with a Problem
 */
function prepareN8n() {
	const preparing = execute(process.execPath, ['--import', 'tsx', 'n8n-runtime/prepare.mts']);
	// A failure counts in the step that waits for it.
	preparing.catch(() => {});
	return preparing;
}

/** @param {string} script */
async function npmRun(script) {
	await execute('npm', ['run', script]);
}

/**
 * @param {string} command
 * @param {string[]} parameters
 * @throws {Problem} with everything that the command has written when it fails
 */
async function execute(command, parameters) {
	try {
		await promisify(execFile)(command, parameters, { cwd: ROOT });
	} catch (error) {
		const { stdout, stderr } = /** @type {{ stdout: string, stderr: string }} */ (error);
		throw new Problem(stdout + stderr);
	}
}

/** Builds the package once for all tests with a real n8n, which find it through this variable. */
async function build() {
	const { path } = createTemporaryFolder(join(tmpdir(), 'kling-package-'));
	process.env.TEST_PACKAGE = JSON.stringify(await buildPackage(path));
}

async function scan() {
	if (!process.env.TEST_PACKAGE) throw new Problem('There is no package to scan.');
	// Imported here, because dependencies are missing before the setup.
	const { scanPackage } = await import('./scan.mjs');
	const findings = await scanPackage(JSON.parse(process.env.TEST_PACKAGE).folder);
	if (findings.length > 0) throw new Problem(findings.join('\n'));
}

/**
 * Runs the tests with a real n8n, those of all projects together, because they mostly wait: two cores
 * are enough for four of them. Those that need programs that npm can't install, which are missing,
 * count as skipped, or as failed in CI.
 */
async function runWithN8n() {
	/** @type {Array<[string, unknown, string]>} */
	const choices = [
		['browser', findChromium(), CHROMIUM_MISSING],
		['queue', findQueuePrograms(), QUEUE_PROGRAMS_MISSING],
	];
	const missing = choices.filter(([, programs]) => !programs);
	for (const [, , advice] of missing) console.log(advice);
	const projects = choices.filter(([, programs]) => programs).map(([project]) => project);
	const counts = await runJest(['e2e', ...projects], '--maxWorkers', '4');
	return missing.map(() => (process.env.CI ? FAILED : SKIPPED)).reduce(add, counts);
}

/**
 * @param {Counts} one
 * @param {Counts} other
 * @returns {Counts}
 */
function add(one, other) {
	return {
		passed: one.passed + other.passed,
		failed: one.failed + other.failed,
		skipped: one.skipped + other.skipped,
	};
}
