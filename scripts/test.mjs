import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { installRuntime } from '../n8n-runtime/install.mjs';
import { buildPackage } from '../n8n-runtime/package.mjs';
import { findQueuePrograms, QUEUE_PROGRAMS_MISSING } from '../n8n-runtime/queue/programs.mjs';
import { CHROMIUM_MISSING, findChromium } from '../test/support/browser/chromium.mjs';
import { runJest } from './jest.mjs';
import { Problem, runMain } from './problem.mjs';
import { setUp } from './setup.mjs';
import { createTemporaryFolder } from './temporaryFolder.mjs';

/** @typedef {import('./jest.mjs').Counts} Counts */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PASSED = { passed: 1, failed: 0, skipped: 0 };
const FAILED = { passed: 0, failed: 1, skipped: 0 };
const SKIPPED = { passed: 0, failed: 0, skipped: 1 };

/** @typedef {[name: string, run: () => Promise<Counts>]} Step */
/** @typedef {Counts & { name: string, seconds: number }} Result */

/**
 * Stages run one after the other, and so do the steps of a lane. The lanes of a stage run in
 * parallel, because those with a real n8n mostly wait. A failing step doesn't stop the others.
 *
 * @type {Step[][][]}
 */
const stages = [
	[[['build', () => check(build)]]],
	[
		[
			['lint', () => check(() => npmRun('lint'))],
			['types', () => check(() => npmRun('types'))],
			['scan', () => check(scan)],
		],
		[
			['unit', () => runJest('unit')],
			['node', () => runJest('node')],
		],
		// Needed by both lanes of the next stage. On a new machine it takes minutes.
		[['n8n', () => check(installRuntime)]],
	],
	[
		[['e2e', () => runJest('e2e')]],
		// One at a time, because a cluster has six processes, and the editor needs a browser.
		[
			['queue', () => runIfPossible(findQueuePrograms(), QUEUE_PROGRAMS_MISSING, 'queue')],
			['browser', () => runIfPossible(findChromium(), CHROMIUM_MISSING, 'browser')],
		],
	],
];

await runMain(async () => {
	await setUp();
	const results = [];
	for (const lanes of stages) results.push(...(await Promise.all(lanes.map(runLane))).flat());
	return report(results);
});

/** @param {Step[]} lane */
async function runLane(lane) {
	const results = [];
	for (const [name, run] of lane) {
		console.log(`── ${name}: started`);
		const startedAt = Date.now();
		const counts = await run();
		const result = { name, ...counts, seconds: Math.round((Date.now() - startedAt) / 1000) };
		console.log(`── ${line(result)}\n`);
		results.push(result);
	}
	return results;
}

/**
 * @param {Result[]} results
 * @returns {number} exit code
 */
function report(results) {
	for (const result of results) console.log(line(result));
	const total = results.reduce(
		(sum, { passed, failed, skipped }) => ({
			passed: sum.passed + passed,
			failed: sum.failed + failed,
			skipped: sum.skipped + skipped,
		}),
		{ passed: 0, failed: 0, skipped: 0 },
	);
	console.log(`\n${describe(total)}`);
	return total.failed > 0 ? 1 : 0;
}

/** @param {Result} result */
function line({ name, seconds, ...counts }) {
	return `${name.padEnd(8)} ${String(seconds).padStart(4)} s   ${describe(counts)}`;
}

/** @param {Counts} counts */
function describe({ passed, failed, skipped }) {
	return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * Counts work as a single test.
 *
 * @param {() => Promise<unknown>} work throws a Problem when it fails
 */
async function check(work) {
	try {
		await work();
		return PASSED;
	} catch (error) {
		console.error(error instanceof Problem ? error.message : error);
		return FAILED;
	}
}

/** @param {string} script */
async function npmRun(script) {
	try {
		await promisify(execFile)('npm', ['run', script], { cwd: ROOT });
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
 * Runs tests that need programs that npm can't install. Without these, the tests count as skipped,
 * or as failed in CI.
 *
 * @param {unknown} found the programs, if they were found
 * @param {string} advice what to do when they are missing
 * @param {string} project the project, whose test files run one at a time
 */
async function runIfPossible(found, advice, project) {
	if (found) return await runJest(project, '--runInBand');
	console.log(advice);
	return process.env.CI ? FAILED : SKIPPED;
}
