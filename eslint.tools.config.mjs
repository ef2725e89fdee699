import js from '@eslint/js';
import { globalIgnores } from 'eslint/config';
import redos from 'eslint-plugin-redos';
import tseslint from 'typescript-eslint';

/**
 * What n8n's own configuration (eslint.config.mjs, which strict mode wants unmodified) does not look
 * at: types in the published code, and everything that is not published (`.mts`, `.mjs`).
 */
export default tseslint.config(
	globalIgnores(['dist', 'test-results', 'demo-output']),
	{
		files: ['**/*.mts'],
		extends: [js.configs.recommended, tseslint.configs.recommendedTypeChecked],
		languageOptions: {
			parserOptions: { project: './tsconfig.tools.json', tsconfigRootDir: import.meta.dirname },
		},
	},
	{
		files: ['{credentials,kling,nodes}/**/*.ts'],
		extends: [tseslint.configs.recommendedTypeChecked],
		plugins: { redos },
		// The texts of hosts, callbacks and files meet these expressions: each must take linear time.
		rules: { 'redos/no-vulnerable': 'error' },
		languageOptions: {
			parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname },
		},
	},
	{
		files: ['**/*.mjs', '*.js'],
		extends: [js.configs.recommended],
		languageOptions: {
			globals: Object.fromEntries(
				['process', 'console', 'require', 'module', 'exports', 'URL', '__dirname', 'fetch'].map(
					(name) => [name, 'readonly'],
				),
			),
		},
	},
);
