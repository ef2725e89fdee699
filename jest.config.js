/** Everything outside the published code is `.mts` (see CONTRIBUTING.md); jest runs it as CommonJS. */
const shared = {
	rootDir: __dirname,
	testEnvironment: 'node',
	moduleFileExtensions: ['mts', 'ts', 'mjs', 'js', 'json', 'node'],
	transform: {
		'^.+\\.m?ts$': [
			'@swc/jest',
			{ jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
		],
	},
};

const project = (displayName, options) => ({
	...shared,
	displayName,
	testMatch: [`<rootDir>/test/${displayName}/**/*.test.mts`],
	...options,
});

module.exports = {
	// Two of n8n at once are enough for a small machine.
	maxWorkers: 2,
	projects: [project('unit'), project('node'), project('e2e'), project('browser')],
};
