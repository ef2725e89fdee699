import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(__dirname, '../../..');
const FOLDERS = [
	'kling',
	'nodes',
	'credentials',
	'emulator',
	'n8n-runtime',
	'bench',
	'demo',
	'test',
];
const PAGES = { API: 'kling-api.md', 'n8n facts': 'n8n-facts.md' };

/**
 * A citation such as "API §2, §3 and §3a" or "n8n facts §7", in which a comment may have a line
 * break.
 */
const CITATION = /(API|n8n facts)((?:(?:,|,? and)?[\s*]+§\d+[a-z]?)+)/g;

describe('comments that cite "API §n" or "n8n facts §n"', () => {
	const cited = FOLDERS.flatMap(readSources).flatMap(findCitations);

	it('are found', () => {
		expect(new Set(cited.map(({ page }) => page))).toEqual(new Set(Object.keys(PAGES)));
	});

	it.each(Object.entries(PAGES))('%s: the section exists', (page, file) => {
		const sections = readSections(file);
		const wrong = cited.filter((one) => one.page === page && !sections.has(one.section));
		expect(wrong).toEqual([]);
	});
});

interface Source {
	file: string;
	text: string;
}

function readSources(folder: string): Source[] {
	return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => /\.m?ts$/.test(name) && !name.includes('node_modules'))
		.map((name) => join(folder, name))
		.map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }));
}

function findCitations({ file, text }: Source) {
	return [...text.matchAll(CITATION)].flatMap(([, page, list]) =>
		(list ?? '').match(/\d+[a-z]?/g)!.map((section) => ({ file, page, section })),
	);
}

function readSections(file: string): Set<string | undefined> {
	const text = readFileSync(join(ROOT, 'docs', file), 'utf8');
	return new Set([...text.matchAll(/^#{2,3} (\d+[a-z]?)\. /gm)].map(([, section]) => section));
}
