import {
	analyzePackage,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * What n8n checks before it verifies a community node: the sources, and what is published.
 *
 * @param {string} packageFolder the unpacked package
 * @returns {Promise<string[]>} its findings
 */
export async function scanPackage(packageFolder) {
	const results = [
		await analyzePackage(ROOT, SOURCE_FILE_PATTERNS),
		await analyzePackage(packageFolder, ['**/*.js', 'package.json']),
	];
	// It also passes, with a message, when it has found no files.
	return results.flatMap(({ message, details }) => (message ? [details ?? message] : []));
}
