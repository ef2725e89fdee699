import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { npmEnvironment, npmInstall } from '../../../scripts/npm.mjs';

const run = promisify(execFile);

/** The versions of a Node.js and of its npm or, once they are installed, their paths. */
export interface Tools {
	node: string;
	npm: string;
}

/** Installs a Node.js and its npm into an empty folder. */
export async function installTools(folder: string, dependencies: Tools): Promise<Tools> {
	const manifest = { private: true, dependencies, allowScripts: { node: true } };
	writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
	await npmInstall(folder, ['--ignore-scripts=false']);
	const modules = join(folder, 'node_modules');
	return { node: join(modules, 'node/bin/node'), npm: join(modules, 'npm/bin/npm-cli.js') };
}

/** Installs a package as docs/install.md says under "By hand", but from a file. */
export async function installByHand(
	tools: Tools,
	nodesFolder: string,
	tarball: string,
): Promise<void> {
	mkdirSync(nodesFolder, { recursive: true });
	if (!existsSync(join(nodesFolder, 'package.json'))) await npm(tools, nodesFolder, 'init', '-y');
	await npm(tools, nodesFolder, 'install', '--omit=peer', tarball);
}

/**
 * Does what n8n's Community Nodes page does with a package that it has downloaded from npm (n8n
 * facts §10).
 *
 * @param folder an empty folder, which has the package afterwards
 */
export async function installAsN8nDoes(
	tools: Tools,
	folder: string,
	tarball: string,
): Promise<void> {
	await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
	editManifest(folder, (manifest) => {
		for (const kind of ['dev', 'peer', 'optional']) delete manifest[`${kind}Dependencies`];
	});
	await npm(tools, folder, 'install', '--ignore-scripts', '--install-strategy=shallow');
}

/**
 * Packs another version of an unpacked package.
 *
 * @param folder an empty folder to work in
 * @returns the tarball's path
 */
export async function packVersion(
	tools: Tools,
	folder: string,
	packageFolder: string,
	version: string,
): Promise<string> {
	const copy = join(folder, 'package');
	cpSync(packageFolder, copy, { recursive: true });
	editManifest(copy, (manifest) => (manifest.version = version));
	await npm(tools, copy, 'pack', '--pack-destination', folder);
	return join(folder, readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? '');
}

function editManifest(folder: string, edit: (manifest: Record<string, unknown>) => void): void {
	const file = join(folder, 'package.json');
	const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
	edit(manifest);
	writeFileSync(file, JSON.stringify(manifest));
}

/** Runs npm as a person with this Node.js would. */
async function npm(tools: Tools, cwd: string, ...args: string[]): Promise<void> {
	const PATH = [dirname(tools.node), process.env.PATH].join(delimiter);
	await run(tools.node, [tools.npm, ...args], { cwd, env: { ...npmEnvironment(), PATH } });
}
