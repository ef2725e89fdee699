import { startEmulator, type Emulator } from '../emulator/server.mts';
import type { Credential, NewWorkflow } from '../n8n-runtime/client.mts';
import { createTask } from '../test/support/servers/createTask.mts';
import { pollUntil } from '../test/support/pollUntil.mts';
import {
	chain,
	fetchFile,
	kling,
	manualTrigger,
	type WorkflowNode,
} from '../test/support/n8n/workflow.mts';
import { median, rounded, table } from './markdown.mts';
import { forgetPeak, memoryAtRest, peakMemory } from './memory.mts';
import { createCredential, runWorkflow, type Workbench } from './workbench.mts';

const VIDEO_MB = 100;
const REPETITIONS = 5;

/** A finished task, and its account. */
interface Finished {
	credential: Credential;
	taskId: string;
	url: string;
}

/** The ways to get a video into binary data. */
const WAYS: Array<{ name: string; node: (video: Finished) => WorkflowNode }> = [
	{
		name: 'Get with Download Video (streamed)',
		node: ({ credential, taskId }) =>
			kling(credential, { operation: 'get', taskId, downloadVideo: true }),
	},
	{ name: "n8n's HTTP Request, response as file", node: ({ url }) => fetchFile(url) },
	{
		name: 'a node that buffers',
		node: ({ url }) => ({
			name: 'Buffered',
			type: 'CUSTOM.bufferedDownload',
			typeVersion: 1,
			parameters: { url },
		}),
	},
];

/** Measures how much memory n8n needs, above rest, while it downloads a large video. */
export async function measureDownloads(workbench: Workbench): Promise<string> {
	const emulators = await Promise.all([
		startEmulator({ checkMedia: false, jobDurationMs: 0 }),
		startEmulator({ checkMedia: false, jobDurationMs: 0, resultBytes: VIDEO_MB * 1024 * 1024 }),
	]);
	try {
		const [small, large] = [
			await finishTask(workbench, emulators[0]),
			await finishTask(workbench, emulators[1]),
		];
		const growths = WAYS.map(() => [] as number[]);
		for (let repetition = 0; repetition < REPETITIONS; repetition++) {
			for (const [index, { node }] of WAYS.entries()) {
				const warmUp = chain(manualTrigger(), node(small));
				growths[index]?.push(await measure(workbench, warmUp, chain(manualTrigger(), node(large))));
			}
		}
		return report(growths);
	} finally {
		await Promise.all(emulators.map(async (emulator) => await emulator.close()));
	}
}

async function finishTask(workbench: Workbench, emulator: Emulator): Promise<Finished> {
	const task = await createTask(emulator);
	await pollUntil(() => task.videos.length > 0);
	return {
		credential: await createCredential(workbench, emulator),
		taskId: task.id,
		url: task.videos[0]?.url ?? '',
	};
}

/** The memory in MB, in a fresh n8n that has already loaded everything that it loads only once. */
async function measure(
	workbench: Workbench,
	warmUp: NewWorkflow,
	workflow: NewWorkflow,
): Promise<number> {
	const { n8n } = workbench;
	await n8n.restart();
	await runWorkflow(workbench, warmUp);
	const atRest = await memoryAtRest(n8n.pid);
	forgetPeak(n8n.pid);
	await runWorkflow(workbench, workflow);
	return peakMemory(n8n.pid) - atRest;
}

function report(growths: number[][]): string {
	const [streamed = Number.NaN] = growths.map(median);
	const rows = WAYS.map(({ name }, index) => {
		const values = growths[index] ?? [];
		return [
			name,
			rounded(median(values), 0),
			values.map((value) => rounded(value, 0)).join(', '),
			rounded(median(values) / streamed),
		];
	});
	const header = ['Way', 'Peak above rest, MB (median)', 'Each run, MB', 'Ratio'];
	return [
		`A video of ${VIDEO_MB} MB goes into n8n's binary data on disk. What n8n's process has at most (resident set, \`VmHWM\`), less what it has at rest; ${REPETITIONS} runs each, in turn, each in a fresh n8n after a small video.`,
		table(header, rows),
	].join('\n\n');
}
