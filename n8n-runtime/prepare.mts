import { runMain } from '../scripts/problem.mjs';
import { installRuntime } from './install.mjs';
import { prepareUserFolder } from './userFolder.mts';

// Does what the first test with a real n8n would have to do otherwise.
await runMain(async () => {
	await prepareUserFolder(await installRuntime());
});
