import {
	analyzePackage,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs the checks that n8n runs before it verifies a community node: on the sources, and on the
 * published files.
 *
 * @param {string} packageFolder the unpacked package
 * @returns {Promise<string[]>} its findings
 */
export async function scanPackage(packageFolder) {
	const results = [
		await analyzePackage(ROOT, SOURCE_FILE_PATTERNS),
		await analyzePackage(packageFolder, ['**/*.js', 'package.json']),
	];
	// It passes with a message when it finds no files, so a message is a finding, too.
	return results.flatMap(({ message, details }) => (message ? [details ?? message] : []));
}
