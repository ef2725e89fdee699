import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { once } from 'node:events';

/**
 * A shell of its own process group, so that Ctrl-C doesn't reach it. It reads whom to end, and how,
 * until its input closes, which happens however we end, even by SIGKILL; the last line counts.
 */
const CLEANER = `
last=
while read -r line; do last=$line; done
[ -z "$last" ] || kill -s $last 2>/dev/null
rm -rf -- "$0" 2>/dev/null || { sleep 1; rm -rf -- "$0"; }
`;

/**
 * A folder that is gone when this process is gone, together with the process that works in it.
 *
 * @typedef {object} TemporaryFolder
 * @property {string} path
 * @property {(group: number | null, signal?: 'KILL' | 'QUIT') => void} attach names the process group that ends with the folder
 * @property {() => Promise<void>} remove
 */

/**
 * Creates a folder that leaves nothing behind.
 *
 * @param {string} prefix path that the new folder's name starts with
 * @returns {TemporaryFolder}
 */
export function createTemporaryFolder(prefix) {
	const path = mkdtempSync(prefix);
	const cleaner = spawn('/bin/sh', ['-c', CLEANER, path], {
		detached: true,
		stdio: ['pipe', 'ignore', 'ignore'],
	});
	// Neither of the two may keep this process alive.
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
