import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import GithubSlugger from 'github-slugger';
import { marked, type Token, type Tokens } from 'marked';

const ROOT = join(__dirname, '../../..');
const REPOSITORY = 'n8n-nodes-kling-motion-control/n8n-nodes-kling-motion-control';
/** The address of the files of the main branch. */
const RAW = [
	`https://raw.githubusercontent.com/${REPOSITORY}/main/`,
	`https://cdn.jsdelivr.net/gh/${REPOSITORY}@main/`,
];

const pages = ['.', 'docs', 'examples', 'bench'].flatMap((folder) =>
	readdirSync(join(ROOT, folder))
		.filter((name) => name.endsWith('.md'))
		.map((name) => readPage(join(folder, name))),
);
const links = pages.flatMap((page) => page.links.map((link) => ({ file: page.file, link })));

describe('links', () => {
	it('are found in Markdown, in pictures and in HTML', () => {
		const inReadme = pages.find(({ file }) => file === 'README.md')?.links;

		expect(inReadme).toEqual(
			expect.arrayContaining([
				'docs/costs.md',
				'docs/images/result.webp',
				'examples/media/character.png',
			]),
		);
	});

	it('lead to files and headings that exist', () => {
		expect(links.filter(({ file, link }) => !leadsSomewhere(file, link))).toEqual([]);
	});

	it('to other sites are complete web addresses', () => {
		const wrong = links.filter(
			({ link }) => isAbsolute(link) && !/^https:\/\/[\w.-]+\.\w+/.test(link),
		);

		expect(wrong).toEqual([]);
	});
});

describe('addresses in the code that users see', () => {
	it('lead to pages and headings of this repository that exist', () => {
		const prefix = `https://github.com/${REPOSITORY}/blob/main/`;
		const found = ['nodes', 'credentials'].flatMap(readAddresses);
		const ours = found.filter((address) => address.startsWith(prefix));

		expect(ours.length).toBeGreaterThan(0);
		expect(ours.filter((url) => !leadsSomewhere('README.md', url.slice(prefix.length)))).toEqual(
			[],
		);
	});
});

describe('pictures', () => {
	it('are each shown on a page', () => {
		const shown = links.map(({ file, link }) => relative('.', join(dirname(file), link)));
		const pictures = readdirSync(join(ROOT, 'docs/images')).map((name) => `docs/images/${name}`);

		expect(pictures.filter((picture) => !shown.includes(picture))).toEqual([]);
	});
});

describe('commands', () => {
	it('of npm are scripts of the package', () => {
		const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
			scripts: Record<string, string>;
		};
		const named = findCommands(/\bnpm (?:run |(?=test\b))([\w:]+)/g);

		expect(named).toContain('demo');
		expect(named.filter((name) => !(name in scripts))).toEqual([]);
	});

	it('with npx or node name files that exist', () => {
		const named = findCommands(/\b(?:npx (?:tsx|jest) (?:--\S+ )*|node )((?:[\w-]+\/)+[\w./-]+)/g);

		expect(named.length).toBeGreaterThan(3);
		// A command may name a test without the end of its file name.
		expect(named.filter((path) => !pathExists(path))).toEqual([]);
	});
});

interface Page {
	file: string;
	links: string[];
	/** The headings' anchors, as GitHub makes them. */
	headings: string[];
	/** Code, in blocks and inline. */
	code: string[];
}

function readPage(file: string): Page {
	const page: Page = { file: relative('.', file), links: [], headings: [], code: [] };
	const slugger = new GithubSlugger();
	const tokens = marked.lexer(readFileSync(join(ROOT, file), 'utf8'));
	void marked.walkTokens(tokens, (token: Token) => {
		if (token.type === 'link' || token.type === 'image')
			page.links.push((token as Tokens.Link).href);
		if (token.type === 'heading')
			page.headings.push(slugger.slug(plainText(token as Tokens.Heading)));
		if (token.type === 'code' || token.type === 'codespan')
			page.code.push((token as Tokens.Code).text);
		if (token.type === 'html') page.links.push(...findInHtml((token as Tokens.HTML).text));
	});
	return page;
}

function plainText(heading: Tokens.Heading): string {
	return heading.text.replace(/[*`]|(?<!\w)_|_(?!\w)/g, '').replace(/\[(.+?)\]\(.+?\)/g, '$1');
}

function findInHtml(html: string): string[] {
	return [...html.matchAll(/(?:src|href|srcset)="([^"]+)"/g)].map(([, link]) => link ?? '');
}

function isAbsolute(link: string): boolean {
	return /^[a-z]+:/.test(link);
}

function leadsSomewhere(file: string, link: string): boolean {
	const raw = RAW.find((prefix) => link.startsWith(prefix));
	if (raw) return existsSync(join(ROOT, link.slice(raw.length)));
	if (isAbsolute(link)) return true;
	const [path = '', anchor] = link.split('#');
	const target = path === '' ? file : relative('.', join(dirname(file), path));
	if (!existsSync(join(ROOT, target))) return false;
	if (anchor === undefined) return true;
	return pages.find((page) => page.file === target)?.headings.includes(anchor) ?? false;
}

function readAddresses(folder: string): string[] {
	return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => /\.(ts|json)$/.test(name))
		.flatMap(
			(name) => readFileSync(join(ROOT, folder, name), 'utf8').match(/https:[^\s"'<>\\]+/g) ?? [],
		);
}

function findCommands(pattern: RegExp): string[] {
	const code = pages.flatMap((page) => page.code).join('\n');
	return [...code.matchAll(pattern)].map(([, name]) => name ?? 'test');
}

function pathExists(path: string): boolean {
	return ['', '.test.mts'].some((end) => existsSync(join(ROOT, path + end)));
}
