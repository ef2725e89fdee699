import { runMain } from './problem.mjs';
import { setUp } from './setup.mjs';

await runMain(async () => {
	await setUp();
	// Imported here, because dependencies are missing before the setup.
	const { register } = await import('tsx/esm/api');
	register();
	const { runDev } = await import('../demo/dev.mts');
	await runDev();
});
