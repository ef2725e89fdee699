import { readFileSync } from 'node:fs';
import type { INodeParameters } from 'n8n-workflow';
import { startEmulator, type Emulator } from '../emulator/server.mts';
import type { Credential } from '../n8n-runtime/client.mts';
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
const ROUNDS = 5;
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
		const nodes = [ours, withCredential(emulator, credential), withToken(emulator)];
		const costs = nodes.map(() => [] as Cost[]);
		// The first round is for warming up.
		for (let round = -1; round < ROUNDS; round++) {
			for (const [index, node] of nodes.entries()) {
				const cost = await measure(workbench, emulator, node);
				if (round >= 0) costs[index]?.push(cost);
			}
		}
		return report(costs);
	} finally {
		await emulator.close();
	}
}

/** As people use it: the key is in a credential, which n8n looks up and decrypts for each request. */
function withCredential({ baseUrl }: Emulator, { id, name, type }: Credential): WorkflowNode {
	const authentication = { authentication: 'predefinedCredentialType', nodeCredentialType: type };
	return { ...httpRequest(baseUrl, authentication), credentials: { [type]: { id, name } } };
}

/** The key stands in the workflow for everybody to read. */
function withToken({ baseUrl }: Emulator): WorkflowNode {
	const authorization = { name: 'Authorization', value: 'Bearer test-token' };
	return httpRequest(baseUrl, {
		sendHeaders: true,
		headerParameters: { parameters: [authorization] },
	});
}

function httpRequest(baseUrl: string, authentication: INodeParameters): WorkflowNode {
	return {
		name: 'HTTP Request',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			method: 'POST',
			url: `${baseUrl}/v1/videos/motion-control`,
			...authentication,
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

function report(costs: Cost[][]): string {
	const [ours = []] = costs;
	const names = [
		'Create',
		"n8n's HTTP Request, key in a credential",
		"n8n's HTTP Request, key in a header of the node",
	];
	const rows = names.map((name, index) => {
		const own = costs[index] ?? [];
		/** Of each round, ours to this one; the median. */
		const ratio = (of: (cost: Cost) => number) =>
			rounded(median(ours.map((cost, round) => of(cost) / of(own[round] as Cost))), 2);
		return [
			name,
			own.map(({ cpuMs }) => rounded(cpuMs)).join(', '),
			ratio(({ cpuMs }) => cpuMs),
			own.map(({ wallMs }) => rounded(wallMs)).join(', '),
			ratio(({ wallMs }) => wallMs),
		];
	});
	return [
		`${CREATES} creates in one execution; milliseconds for each create, of n8n's CPU time (the whole execution) and of the node's time. ${ROUNDS} rounds, in turn, after one that warms up. Ratios are those of Create to the row, the median of the rounds. What Create does besides the request: it looks at all items first, names each task in n8n's log and in the execution's custom data before and after the request, waits for its turn in the account's queue (four requests at a time, where HTTP Request sends all at once), and reads the response strictly.`,
		table(['Node', 'CPU, ms', 'Ratio', 'Time, ms', 'Ratio'], rows),
	].join('\n\n');
}
