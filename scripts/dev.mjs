import { runMain } from './problem.mjs';
import { setUp } from './setup.mjs';
import { allowTypeScript } from './typeScript.mjs';

await runMain(async () => {
	await setUp();
	await allowTypeScript();
	const { runDev } = await import('../demo/dev.mts');
	await runDev();
});
