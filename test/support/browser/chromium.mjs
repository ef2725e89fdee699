import { findProgram, isExecutable } from '../../../scripts/findProgram.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_PATHS = [
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** What to do when {@link findChromium} finds none. */
export const CHROMIUM_MISSING =
	'No Chromium found: install chromium or google-chrome, or set CHROMIUM_PATH, to run the browser tests.';

/**
 * Finds the browser for the browser tests.
 *
 * @returns {string | null} its path
 */
export function findChromium() {
	if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
	return findProgram(NAMES) ?? MAC_PATHS.find(isExecutable) ?? null;
}
