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
const PASSED = { passed: 1, failed: 0, skipped: 0 };
const FAILED = { passed: 0, failed: 1, skipped: 0 };
const SKIPPED = { passed: 0, failed: 0, skipped: 1 };

/**
 * One after the other: tests with a real n8n need the whole of a small machine. A failing step doesn't
 * stop the others.
 *
 * @type {Array<[string, () => Promise<Counts>]>}
 */
const steps = [
	['lint', () => check('lint', () => npmRun('lint'))],
	['types', () => check('types', () => npmRun('types'))],
	['build', () => check('build', build)],
	['scan', () => check('scan', scan)],
	['unit', () => runJest('unit')],
	['node', () => runJest('node')],
	// They mostly wait, so that two cores are enough for three n8n.
	['e2e', () => runJest('e2e', '--maxWorkers', '3')],
	['browser', () => runIfPossible(findChromium(), CHROMIUM_MISSING, 'browser')],
	// One file at a time, because a cluster has six processes.
	[
		'queue',
		() => runIfPossible(findQueuePrograms(), QUEUE_PROGRAMS_MISSING, 'queue', '--runInBand'),
	],
];

await runMain(async () => {
	await setUp();
	const results = [];
	for (const [name, run] of steps) {
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
 * @param {Parameters<typeof runJest>} jest
 */
async function runIfPossible(found, advice, ...jest) {
	if (found) return await runJest(...jest);
	console.log(advice);
	return process.env.CI ? FAILED : SKIPPED;
}
