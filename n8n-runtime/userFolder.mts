import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createTemporaryFolder } from '../scripts/temporaryFolder.mjs';
import { moveTo, type Runtime } from './install.mjs';
import { startN8n } from './server.mts';

/**
 * A folder as a new n8n leaves it after its first start, with an empty database. To begin with a
 * copy of it saves a quarter of that start. It is made once for each installed n8n.
 *
 * @throws Problem with the end of n8n's log when it doesn't start.
 */
export async function prepareUserFolder(runtime: Runtime): Promise<string> {
	const prepared = join(runtime.folder, 'user-folder');
	if (!existsSync(prepared)) await prepare(runtime, prepared);
	return prepared;
}

async function prepare(runtime: Runtime, target: string): Promise<void> {
	// Older n8n don't start when they are told the name of a module that they don't have.
	const env = { N8N_DISABLED_MODULES: '', N8N_DISABLE_UI: 'true' };
	const n8n = await startN8n({ runtime, env });
	const partial = createTemporaryFolder(`${target}.partial-`);
	try {
		await n8n.shutDown();
		cpSync(n8n.userFolder, partial.path, { recursive: true });
		moveTo(target, partial.path);
	} finally {
		await Promise.all([n8n.stop(), partial.remove()]);
	}
}
