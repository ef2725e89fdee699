import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/**
 * The code that all entries share. As many small files, the package would be a fifth larger and
 * slower to load.
 */
const BUNDLE = 'dist/package.js';

/** @type {{ n8n: { nodes: string[], credentials: string[] } }} */
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
/** The files that n8n loads, and the class that it expects in each. */
const entries = [...manifest.n8n.credentials, ...manifest.n8n.nodes].map((file) => ({
	file,
	source: file.replace(/^dist\//, './').replace(/\.js$/, ''),
	className: basename(file).split('.')[0],
}));

/**
 * esbuild keeps some of the comments, which are a fifteenth of the package.
 *
 * @type {import('esbuild').Plugin}
 */
const withoutComments = {
	name: 'without-comments',
	setup({ onLoad }) {
		const compilerOptions = {
			target: ts.ScriptTarget.ES2022,
			module: ts.ModuleKind.ESNext,
			removeComments: true,
		};
		onLoad({ filter: /\.ts$/ }, ({ path }) => {
			const { outputText } = ts.transpileModule(readFileSync(path, 'utf8'), { compilerOptions });
			return { contents: outputText, loader: 'js' };
		});
	},
};

// Names aren't shortened, so that stack traces and the published code lead to the sources.
await build({
	stdin: {
		contents: entries
			.map(({ source, className }) => `export { ${className} } from '${source}';`)
			.join('\n'),
		resolveDir: ROOT,
	},
	bundle: true,
	platform: 'node',
	target: 'es2022',
	format: 'cjs',
	external: ['n8n-workflow'],
	plugins: [withoutComments],
	legalComments: 'none',
	outfile: join(ROOT, BUNDLE),
});

for (const { file, className } of entries) {
	const path = relative(dirname(file), BUNDLE).replace(/\.js$/, '');
	mkdirSync(dirname(join(ROOT, file)), { recursive: true });
	writeFileSync(
		join(ROOT, file),
		`"use strict";\nexports.${className} = require("${path}").${className};\n`,
	);
}
