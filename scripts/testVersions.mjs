import { readFileSync, writeFileSync } from 'node:fs';
import { allManifests } from '../n8n-runtime/versions.mjs';
import { runJest } from './jest.mjs';
import { Problem, runMain } from './problem.mjs';
import { setUp } from './setup.mjs';

/** @typedef {import('./versionsTable.mjs').VersionReport} VersionReport */

const ROOT = new URL('../', import.meta.url);
const REPORT = new URL('test/versions/report.json', ROOT);

/**
 * Installs the supported versions of n8n, one after the other, tests the package in each, and
 * reports what works in which version, for a table in the documentation: `npm run test:versions`,
 * or `npm run test:versions -- 1.104.2 2.20.12` for some of them.
 */
await runMain(async () => {
	await setUp();
	const all = allManifests().map(({ version }) => version);
	const [, , ...chosen] = process.argv;
	const unknown = chosen.filter((version) => !all.includes(version));
	if (unknown.length > 0)
		throw new Problem(`Not in n8n-runtime/versions.mjs: ${unknown.join(', ')}`);
	/** @type {VersionReport[]} */
	let reports = JSON.parse(readFileSync(REPORT, 'utf8'));
	let failed = 0;
	for (const version of chosen.length > 0 ? chosen : all) {
		console.log(`\n── n8n ${version}`);
		process.env.TEST_N8N_VERSION = version;
		failed += (await runJest(['versions'])).failed;
		const journeys = readJourneys();
		reports = all.flatMap((n8n) => {
			if (n8n === version) return [{ n8n, journeys }];
			return reports.filter((report) => report.n8n === n8n);
		});
		writeFileSync(REPORT, `${JSON.stringify(reports, null, '\t')}\n`);
	}
	console.log(failed === 0 ? '\nAll journeys work.' : `\n${failed} journeys failed.`);
	return failed === 0 ? 0 : 1;
});

/** @returns {VersionReport['journeys']} */
function readJourneys() {
	const jest = JSON.parse(readFileSync(new URL('test-results/versions.json', ROOT), 'utf8'));
	return Object.fromEntries(
		jest.testResults
			.flatMap((/** @type {any} */ file) => file.assertionResults)
			.map((/** @type {any} */ test) => [test.title, test.status === 'passed']),
	);
}
