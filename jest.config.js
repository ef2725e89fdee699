/** Everything outside the published code is `.mts` or `.mjs` (see CONTRIBUTING.md); jest runs it as CommonJS. */
const shared = {
	rootDir: __dirname,
	testEnvironment: 'node',
	moduleFileExtensions: ['mts', 'ts', 'mjs', 'js', 'json', 'node'],
	transform: {
		'^.+\\.(ts|mts|mjs|js)$': [
			'@swc/jest',
			{ jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
		],
	},
	// Published as ES modules only; the tests of the documentation need them.
	transformIgnorePatterns: ['/node_modules/(?!(github-slugger|marked)/)'],
};

const project = (displayName, options) => ({
	...shared,
	displayName,
	testMatch: [`<rootDir>/test/${displayName}/**/*.test.mts`],
	...options,
});

const withN8n = {
	globalSetup: '<rootDir>/test/support/n8n/globalSetup.mjs',
	setupFilesAfterEnv: ['<rootDir>/test/support/n8n/patience.mts'],
};

module.exports = {
	// Enough for a small machine. `npm test` runs four files at once where they mostly wait.
	maxWorkers: 2,
	testSequencer: '<rootDir>/test/longestFirst.mjs',
	projects: [
		project('unit'),
		project('node'),
		project('e2e', withN8n),
		project('browser', withN8n),
		project('queue', withN8n),
		project('versions', withN8n),
		// Not part of `npm test`: they take most of an hour.
		project('kills', withN8n),
	],
};
