import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../', import.meta.url);

/**
 * How many tests, or checks that count as one, ended how.
 *
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/**
 * Runs the tests of one of jest's projects. What jest says of each file is passed on when it says it: several
 * of them may run at once, so none may have the terminal to itself.
 *
 * @param {string} project
 * @param {string[]} more options
 * @returns {Promise<Counts>}
 */
export async function runJest(project, ...more) {
	const report = fileURLToPath(new URL(`test-results/${project}.json`, ROOT));
	mkdirSync(new URL('test-results', ROOT), { recursive: true });
	rmSync(report, { force: true });
	const jest = fileURLToPath(new URL('node_modules/jest/bin/jest.js', ROOT));
	const options = ['--selectProjects', project, '--json', `--outputFile=${report}`, ...more];
	// With --json, jest's own words go to the error output, and the same report to the other one.
	const child = spawn(process.execPath, [jest, ...options], {
		cwd: ROOT,
		stdio: ['ignore', 'ignore', 'pipe'],
		env: { ...process.env, ...(process.stderr.isTTY && { FORCE_COLOR: '1' }) },
	});
	child.stderr.pipe(process.stderr, { end: false });
	const [code] = await once(child, 'close');
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
	// A file that doesn't even load has no tests to count.
	const failed = (report?.numFailedTests ?? 0) + (report?.numRuntimeErrorTestSuites ?? 0);
	return { passed, skipped, failed: code === 0 ? failed : Math.max(failed, 1) };
}
