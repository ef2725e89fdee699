import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installRuntime } from '../../../n8n-runtime/install.mjs';
import { buildPackage } from '../../../n8n-runtime/package.mjs';
import { createTemporaryFolder } from '../../../scripts/temporaryFolder.mjs';

/**
 * Builds the package and installs n8n, once for all tests of a run, which get both from
 * `prepared.mts`. `npm test` has already built the package, and says so in the same variable. `npm
 * run test:versions` names the n8n that it wants.
 */
export default async function globalSetup() {
	process.env.TEST_PACKAGE ??= JSON.stringify(await build());
	process.env.TEST_RUNTIME = JSON.stringify(await installRuntime(process.env.TEST_N8N_VERSION));
}

async function build() {
	// It is removed when jest ends.
	const folder = createTemporaryFolder(join(tmpdir(), 'kling-package-'));
	return await buildPackage(folder.path);
}
