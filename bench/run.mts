import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { runMain } from '../scripts/problem.mjs';
import { withProgress } from '../scripts/progress.mjs';
import { measureBatch } from './batch.mts';
import { measureDownloads } from './download.mts';
import { measureHostileHosts } from './hostileHosts.mts';
import { measureLoad } from './load.mts';
import { measureTrigger } from './trigger.mts';
import { measureWaiting } from './waiting.mts';
import { withWorkbench, type Workbench } from './workbench.mts';

const REPORT = new URL('report.md', import.meta.url);

const BENCHMARKS: Array<[string, (workbench: Workbench) => Promise<string>]> = [
	['Size and load time', measureLoad],
	['Batch time', measureBatch],
	['Start by a callback', measureTrigger],
	['Memory for a large video', measureDownloads],
	['Hostile hosts', measureHostileHosts],
	['Waiting in queue mode', measureWaiting],
];

await runMain(async () => {
	const sections = await withWorkbench(async (workbench) => {
		const results: string[] = [];
		for (const [title, measure] of BENCHMARKS) {
			const result = await withProgress(title, async () => await measure(workbench));
			results.push(`## ${title}\n\n${result}`);
		}
		return results;
	});
	const report = ['# Benchmarks', describeConditions(), ...sections].join('\n\n');
	console.log(`\n${report}`);
	writeFileSync(REPORT, `${report}\n`);
});

function describeConditions(): string {
	const runtime = JSON.parse(
		readFileSync(new URL('../n8n-runtime/package.json', import.meta.url), 'utf8'),
	) as { dependencies: Record<string, string> };
	const { n8n, node } = runtime.dependencies;
	return `The latest run of \`npm run bench\`: n8n ${n8n} with Node.js ${node}, a machine with ${availableParallelism()} CPUs, the emulated Kling on the same machine. Ratios count, times and sizes depend on the machine.`;
}
