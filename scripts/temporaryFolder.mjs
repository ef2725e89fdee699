import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { once } from 'node:events';

/**
 * A shell that cleans up, in a process group of its own, so that Ctrl-C doesn't reach it. It reads
 * which process to end, and how, until its input closes, which happens in any case when we end,
 * even by SIGKILL. The last line counts.
 */
const CLEANER = `
last=
while read -r line; do last=$line; done
[ -z "$last" ] || kill -s $last 2>/dev/null
rm -rf -- "$0" 2>/dev/null || { sleep 1; rm -rf -- "$0"; }
`;

/**
 * A folder that is removed when this process ends, after the process that works in it has been
 * ended.
 *
 * @typedef {object} TemporaryFolder
 * @property {string} path
 * @property {(group: number | null, signal?: 'KILL' | 'QUIT') => void} attach sets the process
 * group to end together with the folder
 * @property {() => Promise<void>} remove
 */

/**
 * Creates a temporary folder.
 *
 * @param {string} prefix the beginning of the new folder's path
 * @returns {TemporaryFolder}
 */
export function createTemporaryFolder(prefix) {
	const path = mkdtempSync(prefix);
	const cleaner = spawn('/bin/sh', ['-c', CLEANER, path], {
		detached: true,
		stdio: ['pipe', 'ignore', 'ignore'],
	});
	// Neither of them may keep this process alive.
	cleaner.unref();
	const input = /** @type {import('node:net').Socket} */ (cleaner.stdin);
	input.unref();
	const ended = once(cleaner, 'exit');
	return {
		path,
		attach: (group, signal = 'KILL') =>
			void input.write(group === null ? '\n' : `${signal} -- -${group}\n`),
		remove: async () => {
			cleaner.ref();
			input.end();
			await ended;
		},
	};
}
