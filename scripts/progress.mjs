import { clearInterval, setInterval } from 'node:timers';

/** How often to write a line to a log, where lines can't be updated. */
const LOG_INTERVAL_MS = 30_000;

/**
 * Shows that a long step is still running: as a count of seconds on a terminal, or with an
 * occasional line in a log.
 *
 * @template T
 * @param {string} label what is being done
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withProgress(label, work) {
	const { isTTY } = process.stderr;
	const startedAt = Date.now();
	const show = () => {
		const seconds = Math.round((Date.now() - startedAt) / 1000);
		process.stderr.write(isTTY ? `\r${label} … ${seconds} s ` : `${label} … ${seconds} s\n`);
	};
	show();
	const timer = setInterval(show, isTTY ? 1000 : LOG_INTERVAL_MS);
	try {
		return await work();
	} finally {
		clearInterval(timer);
		show();
		if (isTTY) process.stderr.write('\n');
	}
}
