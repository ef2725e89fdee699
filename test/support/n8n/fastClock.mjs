import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { join } from 'node:path';

/**
 * Node's `--import` runs this before n8n. It makes the package's clock, and nothing else in the
 * process, go at the pace of the emulated Kling, which is in `KLING_PACE`. It only shortens the
 * real sleep, so that Stop works as always. What doesn't use our clock, such as the time limit of a
 * request, stays in real time.
 *
 * @typedef {import('../../../kling/clock.ts').Clock} Clock
 */

const PACKAGE_FILE = join('n8n-nodes-kling-motion-control', 'dist', 'package.js');
const CREATE_CLOCK = 'function createClock(';
const CREATE_REAL_CLOCK = 'function createRealClock(';

/**
 * Node's loaders of files, which have no public name.
 *
 * @type {Record<string, (module: any, file: string) => void>}
 */
const loaders = /** @type {any} */ (Module)._extensions;
const load = loaders['.js'];

loaders['.js'] = (module, file) => {
	if (file.endsWith(PACKAGE_FILE)) module._compile(quicken(readFileSync(file, 'utf8')), file);
	else load?.(module, file);
};

/**
 * Wraps each clock that the published code creates into a faster one.
 *
 * @param {string} source
 */
function quicken(source) {
	const [before, after, ...others] = source.split(CREATE_CLOCK);
	if (after === undefined || others.length > 0) throw new Error(`Not once: ${CREATE_CLOCK}`);
	const pace = process.env.KLING_PACE;
	const wrap = `function createClock(context) { return (${toFastClock})(createRealClock(context), ${pace}); }`;
	return `${before}${CREATE_REAL_CLOCK}${after}\n${wrap}\n`;
}

/**
 * @param {Clock} clock
 * @param {import('../../../emulator/time.mts').Pace} pace
 * @returns {Clock}
 */
function toFastClock(clock, { speed, since }) {
	return {
		...clock,
		now: () => since + (Date.now() - since) * speed,
		monotonic: () => clock.monotonic() * speed,
		sleep: async (milliseconds, signal) => await clock.sleep(milliseconds / speed, signal),
	};
}
