/**
 * The mutation test (`npm run mutants`): the domain is broken in one place at a time, and what no unit test
 * notices is a gap in the tests.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
	mutate: ['kling/**/*.ts'],
	testRunner: 'jest',
	jest: { configFile: 'test/mutants/jest.config.mjs' },
	coverageAnalysis: 'perTest',
	// Endless loops are found by counting; this is for a busy machine, where a slow test must not pass for a dead mutant.
	timeoutMS: 30_000,
	ignorePatterns: ['dist', 'demo-output', 'docs', 'bench', 'examples/media/source'],
	// Where git and the other tools look for nothing.
	tempDirName: 'test-results/mutants-sandbox',
	reporters: [
		'clear-text',
		process.stdout.isTTY ? 'progress' : 'progress-append-only',
		'html',
		'json',
	],
	clearTextReporter: { logTests: false, reportTests: false, allowEmojis: false },
	htmlReporter: { fileName: 'test-results/mutants/index.html' },
	jsonReporter: { fileName: 'test-results/mutants/mutants.json' },
};
