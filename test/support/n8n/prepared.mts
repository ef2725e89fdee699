import type { Runtime } from '../../../n8n-runtime/install.mjs';
import type { BuiltPackage } from '../../../n8n-runtime/package.mjs';

/** The package, built for this run of jest. */
export const builtPackage = read('TEST_PACKAGE') as BuiltPackage;

/** The installed n8n. */
export const runtime = read('TEST_RUNTIME') as Runtime;

function read(name: string): unknown {
	const text = process.env[name];
	if (!text) throw new Error('Only for tests of the projects with n8n, see jest.config.js');
	return JSON.parse(text);
}
