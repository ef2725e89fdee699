import { parseArgs } from 'node:util';
import { Problem, runMain } from './problem.mjs';
import { setUp } from './setup.mjs';
import { allowTypeScript } from './typeScript.mjs';

await runMain(async () => {
	const { once } = readOptions();
	await setUp();
	await allowTypeScript();
	const { runDemo } = await import('../demo/run.mts');
	await runDemo({ once });
});

function readOptions() {
	try {
		const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } });
		return values;
	} catch {
		throw new Problem('Use: npm run demo, or npm run demo -- --once to end after one video.');
	}
}
