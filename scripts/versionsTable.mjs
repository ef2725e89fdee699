/**
 * The results of test/versions for one n8n.
 *
 * @typedef {object} VersionReport
 * @property {string} n8n its version
 * @property {Record<string, boolean>} journeys whether each journey works, by the name of its test
 */

/**
 * Makes the table for the documentation. The name of a test may end with a colon and what happens
 * instead of the journey.
 *
 * @param {VersionReport[]} reports
 * @returns {string} Markdown
 */
export function toTable(reports) {
	const rows = new Map();
	for (const { n8n, journeys } of reports) {
		for (const [name, works] of Object.entries(journeys)) {
			const [journey = '', instead = 'yes'] = name.split(': ');
			rows.set(journey, { ...rows.get(journey), [n8n]: works ? instead : '**no**' });
		}
	}
	const versions = reports.map(({ n8n }) => n8n);
	return [
		toRow(['', ...versions.map((version) => `n8n ${version}`)]),
		toRow(['---', ...versions.map(() => '---')]),
		...[...rows].map(([journey, cells]) => {
			return toRow([capitalize(journey), ...versions.map((version) => cells[version] ?? '')]);
		}),
	].join('\n');
}

/** @param {string[]} cells */
function toRow(cells) {
	return `| ${cells.join(' | ')} |`;
}

/** @param {string} text */
function capitalize(text) {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
