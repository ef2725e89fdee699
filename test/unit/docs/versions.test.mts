import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { allManifests } from '../../../n8n-runtime/versions.mjs';
import { toTable, type VersionReport } from '../../../scripts/versionsTable.mjs';

const ROOT = join(__dirname, '../../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const reports = JSON.parse(read('test/versions/report.json')) as VersionReport[];
const versions = allManifests().map(({ version }) => version);

/** Without the spaces that the formatter adds. */
const squeeze = (text: string) => text.replace(/ +/g, ' ').replace(/-+/g, '---');

describe('the report about versions of n8n', () => {
	it('is about those that are tested', () => {
		expect(reports.map(({ n8n }) => n8n)).toEqual(versions);
	});

	it('has no journey that does not work', () => {
		expect(reports.flatMap(({ journeys }) => Object.values(journeys))).not.toContain(false);
	});

	it('is what the page for installing shows', () => {
		expect(squeeze(read('docs/install.md'))).toContain(squeeze(toTable(reports)));
	});

	it('is updated by the scheduled workflow, for each version', () => {
		expect(read('.github/workflows/versions.yml')).toContain(`n8n: [${versions.join(', ')}]`);
	});
});

describe('the table', () => {
	it('has a row for each journey, and says when something else happens', () => {
		const table = toTable([
			{ n8n: '1.104.2', journeys: { 'it loads': true, 'it parks: needs n8n 2': true } },
			{ n8n: '2.41.1', journeys: { 'it loads': false, 'it parks': true } },
		]);
		expect(table.split('\n')).toEqual([
			'|  | n8n 1.104.2 | n8n 2.41.1 |',
			'| --- | --- | --- |',
			'| It loads | yes | **no** |',
			'| It parks | needs n8n 2 | yes |',
		]);
	});
});
