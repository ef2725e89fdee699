import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { builtPackage } from '../support/n8n/prepared.mts';

const MAX_PACKED_BYTES = 80_000;

interface Manifest {
	dependencies?: Record<string, string>;
	peerDependencies?: Record<string, string>;
	n8n: { nodes: string[]; credentials: string[] };
}

const read = (file: string) => readFileSync(join(builtPackage.folder, file), 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;
const entries = [...manifest.n8n.nodes, ...manifest.n8n.credentials];

/** The paths of all files, relative to the package's folder. */
const files = readdirSync(builtPackage.folder, { recursive: true, withFileTypes: true })
	.filter((entry) => entry.isFile())
	.map((entry) => relative(builtPackage.folder, join(entry.parentPath, entry.name)));

/** The modules that a file requires, as written. */
function requiredBy(file: string): string[] {
	return [...read(file).matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name as string);
}

/** The files that n8n loads together with these. */
function loadedFrom(roots: string[], loaded = new Set<string>()): Set<string> {
	for (const file of roots.filter((name) => !loaded.has(name))) {
		loaded.add(file);
		const own = requiredBy(file).filter((name) => name.startsWith('.'));
		loadedFrom(
			own.map((name) => resolveFile(join(dirname(file), name))),
			loaded,
		);
	}
	return loaded;
}

function resolveFile(path: string): string {
	return files.includes(`${path}.js`) ? `${path}.js` : join(path, 'index.js');
}

describe('the published package', () => {
	it('is small', () => {
		expect(builtPackage.packedBytes).toBeLessThanOrEqual(MAX_PACKED_BYTES);
	});

	it('has no code that n8n does not load', () => {
		const code = files.filter((file) => /^dist\/.*\.js$/.test(file));

		expect(code.sort()).toEqual([...loadedFrom(entries)].sort());
	});

	it('has only code, icons, codex files and what npm requires', () => {
		const others = files.filter((file) => !/^dist\/.*\.(js|node\.json|svg)$/.test(file));

		expect(others.sort()).toEqual([
			'CHANGELOG.md',
			'LICENSE',
			'README.md',
			'index.js',
			'package.json',
		]);
	});

	it('needs nothing at run time except n8n and Node.js', () => {
		const modules = [...loadedFrom(entries)]
			.flatMap(requiredBy)
			.filter((name) => !name.startsWith('.') && !builtinModules.includes(name));

		expect(new Set(modules)).toEqual(new Set(['n8n-workflow']));
		expect(manifest.dependencies).toBeUndefined();
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	});
});
