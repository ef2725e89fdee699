import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Problem, runMain } from './problem.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Moves the project to another repository on GitHub: `node scripts/setRepository.mjs
 * <owner>/<name>` replaces all mentions of the present one.
 */
await runMain(async () => {
	const [, , target = ''] = process.argv;
	if (!/^[\w.-]+\/[\w.-]+$/.test(target)) {
		throw new Problem('Say where it moves to: node scripts/setRepository.mjs <owner>/<name>');
	}
	const { repository } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
	const present = new URL(repository.url).pathname.replace(/^\/|\.git$/g, '');
	const found = execFileSync('git', ['grep', '-lF', present], { cwd: ROOT, encoding: 'utf8' });
	for (const file of found.trim().split('\n')) {
		const path = ROOT + file;
		writeFileSync(path, readFileSync(path, 'utf8').replaceAll(present, target));
		console.log(file);
	}
});
