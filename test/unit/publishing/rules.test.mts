import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findReleaseProblems } from '../../../scripts/checkRelease.mjs';

const ROOT = join(__dirname, '../../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
	name: string;
	version: string;
	license: string;
	keywords: string[];
	homepage: string;
	repository: { type: string; url: string };
	bugs: { url: string };
	author: { name: string; email: string };
	files: string[];
	scripts: Record<string, string>;
	n8n: { strict: boolean };
};

/**
 * What n8n requires of a package that it verifies and neither its linter nor its scanner checks,
 * both of which `npm test` runs.
 */
describe('the package', () => {
	it('is linted by n8n in strict mode, which forbids other rules', () => {
		expect(manifest.n8n.strict).toBe(true);
		expect(read('eslint.config.mjs')).toBe(
			"import { config } from '@n8n/node-cli/eslint';\n\nexport default config;\n",
		);
	});

	it('has the name, the keyword and the license that n8n requires', () => {
		expect(manifest.name).toMatch(/^n8n-nodes-/);
		expect(manifest.keywords).toContain('n8n-community-node-package');
		expect(manifest.license).toBe('MIT');
		expect(read('LICENSE')).toMatch(/^MIT License/);
	});

	it('names one public repository', () => {
		const address = manifest.repository.url.replace(/^git\+|\.git$/g, '');
		expect(address).toMatch(/^https:\/\/github\.com\/[\w.-]+\/[\w.-]+$/);
		expect(manifest.homepage).toBe(`${address}#readme`);
		expect(manifest.bugs.url).toBe(`${address}/issues`);
	});

	it('runs no script when it is installed', () => {
		const scripts = Object.keys(manifest.scripts);
		expect(scripts.filter((name) => /^(pre|post)?(install|prepare|uninstall)$/.test(name))).toEqual(
			[],
		);
	});

	it('has its changelog in it', () => {
		expect(manifest.files).toContain('CHANGELOG.md');
	});
});

describe('the workflow that publishes', () => {
	const workflow = read('.github/workflows/publish.yml');

	it('does so with provenance, for a tag of a version, after all tests', () => {
		expect(workflow).toContain("tags: ['v*.*.*']");
		expect(workflow).toContain('id-token: write');
		expect(workflow).toContain('npm publish --provenance');
		expect(workflow).toContain('needs: test');
		expect(workflow).toContain('.ci/run');
	});

	it('keeps no key for npm', () => {
		expect(workflow).not.toMatch(/secrets\.|_authToken/);
	});
});

describe('a release', () => {
	const changelog = '# Changelog\n\n## [1.2.3] - 2026-11-30\n\n- New\n\n## [1.2.2] - Unreleased\n';

	it('may go out when tag, package and changelog agree', () => {
		expect(findReleaseProblems('v1.2.3', '1.2.3', changelog)).toEqual([]);
	});

	it.each([
		['v1.2.4', '1.2.3', ['The tag is v1.2.4, and package.json has 1.2.3']],
		['v1.2.9', '1.2.9', ['CHANGELOG.md has no section [1.2.9]']],
		['v1.2.2', '1.2.2', ['CHANGELOG.md has no date for 1.2.2']],
	])('may not go out with tag %s and version %s', (tag, version, problems) => {
		expect(findReleaseProblems(tag, version, changelog)).toEqual(problems);
	});
});
