import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { median, rounded, table } from './markdown.mts';
import type { Workbench } from './workbench.mts';

const REPETITIONS = 11;
const MAX_PACKED_KB = 80;
/** The node that people use for services without a node of their own. */
const PEER = 'n8n-nodes-base/dist/nodes/HttpRequest/HttpRequest.node.js';

/**
 * Prints how long it takes to load files. n8n-workflow doesn't count, because n8n itself has loaded
 * it before.
 */
const SCRIPT = `
require('n8n-workflow');
const start = performance.now();
for (const file of process.argv.slice(1)) require(file);
console.log(performance.now() - start);
`;

/** Measures the size of the package, and how long n8n takes to load it. */
export async function measureLoad(workbench: Workbench): Promise<string> {
	const { builtPackage, runtime } = workbench;
	const modules = resolve(runtime.n8n, '../../..');
	const load = async (files: string[]) => await medianTime(runtime.node, modules, files);
	const ours = await load(filesOf(builtPackage.folder));
	const peer = await load([join(modules, PEER)]);
	const packed = `${rounded(builtPackage.packedBytes / 1000)} kB of at most ${MAX_PACKED_KB} kB`;
	return [
		`Packed: ${packed}. Time to \`require()\` in a new process of n8n's Node.js, median of ${REPETITIONS}:`,
		table(
			['What', 'Milliseconds', 'Ratio'],
			[
				['this package: three nodes and the credential', rounded(ours), '1.0'],
				["n8n's own HTTP Request node", rounded(peer), rounded(peer / ours)],
			],
		),
	].join('\n\n');
}

/** The files that n8n loads. */
function filesOf(folder: string): string[] {
	const { n8n } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	return [...n8n.nodes, ...n8n.credentials].map((file) => join(folder, file));
}

async function medianTime(node: string, modules: string, files: string[]): Promise<number> {
	const times: number[] = [];
	for (let repetition = 0; repetition < REPETITIONS; repetition++) {
		// Both, so that the script and the files share one n8n-workflow.
		const options = { cwd: modules, env: { ...process.env, NODE_PATH: modules } };
		const { stdout } = await promisify(execFile)(node, ['-e', SCRIPT, ...files], options);
		times.push(Number(stdout));
	}
	return median(times);
}
