import { readFileSync } from 'node:fs';
import { startEmulator, type Emulator } from '../emulator/server.mts';
import { REQUEST_BODY } from '../test/support/servers/request.mts';
import {
	chain,
	items,
	kling,
	manualTrigger,
	type WorkflowNode,
} from '../test/support/n8n/workflow.mts';
import { median, rounded, table } from './markdown.mts';
import { createCredential, runWorkflow, type Workbench } from './workbench.mts';

const CREATES = 200;
const PAIRS = 5;
/** The unit in which Linux counts (sysconf(_SC_CLK_TCK)). */
const TICKS_PER_S = 100;

interface Cost {
	cpuMs: number;
	wallMs: number;
}

/** Measures what a create costs n8n, with our node and with n8n's HTTP Request node. */
export async function measureCreates(workbench: Workbench): Promise<string> {
	const emulator = await startEmulator({
		checkMedia: false,
		jobDurationMs: 0,
		quota: 10 * CREATES,
	});
	try {
		const credential = await createCredential(workbench, emulator);
		const ours = kling(credential, {
			operation: 'create',
			imageUrl: REQUEST_BODY.image_url,
			videoUrl: REQUEST_BODY.video_url,
		});
		const peer = httpRequest(emulator);
		const costs = { ours: [] as Cost[], peer: [] as Cost[] };
		// The first pair is for warming up.
		for (let pair = -1; pair < PAIRS; pair++) {
			const [one, other] = [
				await measure(workbench, emulator, ours),
				await measure(workbench, emulator, peer),
			];
			if (pair < 0) continue;
			costs.ours.push(one);
			costs.peer.push(other);
		}
		return report(costs);
	} finally {
		await emulator.close();
	}
}

function httpRequest({ baseUrl }: Emulator): WorkflowNode {
	return {
		name: 'HTTP Request',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			method: 'POST',
			url: `${baseUrl}/v1/videos/motion-control`,
			sendHeaders: true,
			headerParameters: { parameters: [{ name: 'Authorization', value: 'Bearer test-token' }] },
			sendBody: true,
			specifyBody: 'json',
			jsonBody: JSON.stringify(REQUEST_BODY),
			options: {},
		},
	};
}

async function measure(
	workbench: Workbench,
	emulator: Emulator,
	node: WorkflowNode,
): Promise<Cost> {
	emulator.reset();
	const rows = Array.from({ length: CREATES }, (_value, row) => ({ row }));
	const { pid } = workbench.n8n;
	const before = cpuMsOf(pid);
	const { data } = await runWorkflow(workbench, chain(manualTrigger(), items(...rows), node));
	const cpuMs = cpuMsOf(pid) - before;
	const { charges } = emulator.counts;
	if (charges !== CREATES) throw new Error(`${node.name}: ${charges} tasks`);
	const wallMs = data.resultData.runData[node.name]?.[0]?.executionTime ?? Number.NaN;
	return { cpuMs: cpuMs / CREATES, wallMs: wallMs / CREATES };
}

/** The user and system time that a process has used (proc(5), stat). */
function cpuMsOf(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_S;
}

function report({ ours, peer }: { ours: Cost[]; peer: Cost[] }): string {
	const row = (name: string, costs: Cost[]) => [
		name,
		rounded(median(costs.map(({ cpuMs }) => cpuMs))),
		costs.map(({ cpuMs }) => rounded(cpuMs)).join(', '),
		rounded(median(costs.map(({ wallMs }) => wallMs))),
		costs.map(({ wallMs }) => rounded(wallMs)).join(', '),
	];
	const ratios = (of: (cost: Cost) => number) =>
		rounded(median(ours.map((cost, pair) => of(cost) / of(peer[pair] as Cost))), 2);
	return [
		`${CREATES} creates in one execution; milliseconds for each of them, of n8n's CPU time (the execution as a whole) and of the node's time. ${PAIRS} pairs in turn after one that warms up. Median of the ratios: CPU ${ratios(({ cpuMs }) => cpuMs)}, time ${ratios(({ wallMs }) => wallMs)}.`,
		table(
			['Node', 'CPU, ms (median)', 'Each run', 'Time, ms (median)', 'Each run'],
			[row('Create', ours), row("n8n's HTTP Request", peer)],
		),
	].join('\n\n');
}
