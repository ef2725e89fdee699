import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { runMain } from '../scripts/problem.mjs';
import { withProgress } from '../scripts/progress.mjs';
import { measureBatch } from './batch.mts';
import { measureCreates } from './creates.mts';
import { measureDownloads } from './download.mts';
import { measureHostileHosts } from './hostileHosts.mts';
import { measureImages } from './images.mts';
import { measureLoad } from './load.mts';
import { measureQueries } from './queries.mts';
import { measureTrigger } from './trigger.mts';
import { measureWaiting } from './waiting.mts';
import { withWorkbench, type Workbench } from './workbench.mts';

const REPORT = new URL('report.md', import.meta.url);

const INTRODUCTION =
	'The latest run of each part of `npm run bench`, against the emulated Kling on the same machine. Ratios count; times and sizes depend on the machine, and on what else it does: at a load above its number of CPUs, times say little.';

const BENCHMARKS: Array<[string, (workbench: Workbench) => Promise<string>]> = [
	['Size and load time', measureLoad],
	['Batch time', measureBatch],
	['Queries', measureQueries],
	['Cost of a create', measureCreates],
	['Start by a callback', measureTrigger],
	['Memory for many images', measureImages],
	['Memory for a large video', measureDownloads],
	['Hostile hosts', measureHostileHosts],
	['Waiting in queue mode', measureWaiting],
];

/** Parts of titles, in small letters; none means all benchmarks. */
const wanted = process.argv.slice(2).map((title) => title.toLowerCase());

await runMain(async () => {
	const chosen = BENCHMARKS.filter(([title]) => isWanted(title));
	const sections = readSections();
	await withWorkbench(async (workbench) => {
		for (const [title, measure] of chosen) {
			const conditions = describeConditions();
			const result = await withProgress(title, async () => await measure(workbench));
			console.log(`\n## ${title}\n\n${result}`);
			sections.set(title, `${conditions}\n\n${result}`);
			writeReport(sections);
		}
	});
});

function isWanted(title: string): boolean {
	return wanted.length === 0 || wanted.some((part) => title.toLowerCase().includes(part));
}

/** What the report says already, by the titles of its sections: those that are not measured now stay. */
function readSections(): Map<string, string> {
	const [, ...sections] = readFileSync(REPORT, 'utf8').split('\n## ');
	return new Map(
		sections.map((section) => {
			const [title = ''] = section.split('\n', 1);
			return [title, section.slice(title.length).trim()];
		}),
	);
}

function writeReport(sections: Map<string, string>): void {
	const parts = BENCHMARKS.flatMap(([title]) => {
		const section = sections.get(title);
		return section === undefined ? [] : [`## ${title}\n\n${section}`];
	});
	writeFileSync(REPORT, `${['# Benchmarks', INTRODUCTION, ...parts].join('\n\n')}\n`);
}

function describeConditions(): string {
	const runtime = JSON.parse(
		readFileSync(new URL('../n8n-runtime/package.json', import.meta.url), 'utf8'),
	) as { dependencies: Record<string, string> };
	const { n8n, node } = runtime.dependencies;
	const [load = 0] = loadavg();
	return `_n8n ${n8n}, Node.js ${node}, ${availableParallelism()} CPUs, load ${load.toFixed(1)} at the start._`;
}
