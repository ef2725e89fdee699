import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../', import.meta.url);

/**
 * The results of tests, or of checks that count as one test.
 *
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/**
 * Runs the tests of some of jest's projects, all together. Jest reports its progress on the terminal.
 *
 * @param {string[]} projects
 * @param {string[]} more options
 * @returns {Promise<Counts>}
 */
export async function runJest(projects, ...more) {
	const report = fileURLToPath(new URL(`test-results/${projects.join('-')}.json`, ROOT));
	mkdirSync(new URL('test-results', ROOT), { recursive: true });
	rmSync(report, { force: true });
	const jest = fileURLToPath(new URL('node_modules/jest/bin/jest.js', ROOT));
	const options = ['--selectProjects', ...projects, '--json', `--outputFile=${report}`, ...more];
	// With --json, jest writes its usual output to standard error, and the report to standard output.
	const child = spawn(process.execPath, [jest, ...options], {
		cwd: ROOT,
		stdio: ['ignore', 'ignore', 'inherit'],
	});
	const [code] = await once(child, 'exit');
	return count(existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null, code);
}

/**
 * @param {any} report jest's, or null when it broke off
 * @param {number | null} code
 * @returns {Counts}
 */
function count(report, code) {
	const passed = report?.numPassedTests ?? 0;
	const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
	// A file that fails to load has no tests, so it counts as one failure.
	const failed = (report?.numFailedTests ?? 0) + (report?.numRuntimeErrorTestSuites ?? 0);
	return { passed, skipped, failed: code === 0 ? failed : Math.max(failed, 1) };
}
