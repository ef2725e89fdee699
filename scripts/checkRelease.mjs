import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Problem, runMain } from './problem.mjs';

const ROOT = new URL('../', import.meta.url);

/**
 * Finds what is wrong with publishing this commit under a tag.
 *
 * @param {string} tag such as `v1.2.3`
 * @param {string} version of package.json
 * @param {string} changelog
 * @returns {string[]} the problems; empty when there are none
 */
export function findReleaseProblems(tag, version, changelog) {
	const heading = changelog.split('\n').find((line) => line.startsWith(`## [${version}] - `));
	return [
		...(tag === `v${version}` ? [] : [`The tag is ${tag}, and package.json has ${version}`]),
		...(heading ? [] : [`CHANGELOG.md has no section [${version}]`]),
		...(heading && !/ - \d{4}-\d\d-\d\d$/.test(heading)
			? [`CHANGELOG.md has no date for ${version}`]
			: []),
	];
}

/** @param {string} file */
function read(file) {
	return readFileSync(new URL(file, ROOT), 'utf8');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
	await runMain(async () => {
		const { version } = JSON.parse(read('package.json'));
		const problems = findReleaseProblems(process.argv[2] ?? '', version, read('CHANGELOG.md'));
		if (problems.length > 0) throw new Problem(problems.join('\n'));
	});
}
