import { clearInterval, setInterval } from 'node:timers';

/** In a log, where a line can't be rewritten, once in a while is enough. */
const LOG_INTERVAL_MS = 30_000;

/**
 * Shows that a long step is alive: seconds that count up on a terminal, a line now and then in a log.
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
