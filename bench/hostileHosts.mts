import { setTimeout as sleep } from 'node:timers/promises';
import type { INodeParameters } from 'n8n-workflow';
import type { Credential } from '../n8n-runtime/client.mts';
import { chain, kling, manualTrigger, type WorkflowNode } from '../test/support/n8n/workflow.mts';
import {
	startHostileHost,
	startHostileVideoHost,
	type HostileHost,
	type Hostility,
	type VideoHostility,
} from '../test/support/servers/hostileHost.mts';
import { forgetPeak, memoryAtRest, peakMemory } from './memory.mts';
import { BEFORE } from './hostileHostsBefore.mts';
import { rounded, table } from './markdown.mts';
import type { Workbench } from './workbench.mts';

/** An execution that takes longer counts as endless. */
const ENDS_WITHIN_S = 150;
const HEALTH_INTERVAL_MS = 20;
const WAIT_LIMIT_S = 30;

const get = { operation: 'get', taskId: '1' };
const create = {
	operation: 'create',
	imageUrl: 'https://example.com/character.png',
	videoUrl: 'https://example.com/reference.mp4',
};
const waitAtMost = (seconds: number) => ({
	operation: 'wait',
	taskId: '1',
	options: { pollingInterval: 1, timeLimit: seconds / 60 },
});

interface Case {
	name: string;
	host: () => Promise<HostileHost>;
	node: (credential: Credential) => WorkflowNode;
	/** The time limit that the user has set, in seconds. */
	limit?: number;
}

const api = (way: Hostility) => async () => await startHostileHost(way);
const videos = (way: VideoHostility) => async () => await startHostileVideoHost(way);
const node = (parameters: INodeParameters) => (credential: Credential) =>
	kling(credential, parameters);

const CASES: Case[] = [
	{
		name: "n8n's own Wait node, for a minute",
		host: api('silence'),
		node: () => ({
			name: 'Wait',
			type: 'n8n-nodes-base.wait',
			typeVersion: 1.1,
			parameters: { amount: 60, unit: 'seconds' },
		}),
	},
	{
		name: 'Get: a good answer',
		host: videos('a terabyte'),
		node: node({ ...get, downloadVideo: false }),
	},
	{
		name: 'Get: 512 MB of text in half a megabyte of gzip',
		host: api('a gzip bomb'),
		node: node(get),
	},
	{ name: 'Get: a refusal of 240 kB', host: api('a message of 240 kB'), node: node(get) },
	{ name: 'Get: JSON with 100,000 levels', host: api('nested JSON'), node: node(get) },
	{ name: 'Create: JSON with 100,000 levels', host: api('nested JSON'), node: node(create) },
	{ name: 'Get: a byte now and then', host: api('a byte now and then'), node: node(get) },
	{
		name: `Wait, at most ${WAIT_LIMIT_S} s: a byte now and then`,
		host: api('a byte now and then'),
		node: node(waitAtMost(WAIT_LIMIT_S)),
		limit: WAIT_LIMIT_S,
	},
	{
		name: `Wait, at most ${WAIT_LIMIT_S} s: silence`,
		host: api('silence'),
		node: node(waitAtMost(WAIT_LIMIT_S)),
		limit: WAIT_LIMIT_S,
	},
	{
		name: 'Get with Download Video: a video without an end',
		host: videos('an answer without an end'),
		node: node({ ...get, downloadVideo: true }),
	},
	{
		name: 'Get with Download Video: its beginning and then nothing',
		host: videos('a beginning and then nothing'),
		node: node({ ...get, downloadVideo: true }),
	},
];

interface Measured {
	/** Seconds; null when the execution had to be stopped. */
	took: number | null;
	requests: number;
	/** The longest time that n8n's health endpoint took to respond, in milliseconds. */
	silence: number;
	/** The memory above rest, in MB. */
	memory: number;
	/** How the execution ended. */
	message: string;
}

/** Measures what hostile hosts do to n8n. */
export async function measureHostileHosts(workbench: Workbench): Promise<string> {
	const rows: string[][] = [];
	for (const one of CASES) {
		const now = toCells(await measure(workbench, one), one.limit);
		const before = BEFORE[one.name];
		if (before) rows.push([one.name, 'before', ...before], ['', 'now', ...now]);
		else rows.push([one.name, '', ...now]);
	}
	const header = [
		'What the host does',
		'',
		'Ends after, s',
		'Limit overrun by, s',
		'Requests',
		'Health endpoint silent for, ms',
		'Peak above rest, MB',
		'What the node says',
	];
	return [
		'_Before_: the first version of the package (commit a322c26), which had no bounds. The first two rows show what n8n itself needs for an execution, a long and a short one, while this benchmark queries it all the time.',
		table(header, rows),
	].join('\n\n');
}

function toCells({ took, requests, silence, memory, message }: Measured, limit?: number): string[] {
	return [
		took === null ? `more than ${ENDS_WITHIN_S}` : rounded(took),
		limit === undefined || took === null ? '' : rounded(Math.max(0, took - limit)),
		String(requests),
		rounded(silence, 0),
		rounded(memory, 0),
		message,
	];
}

async function measure(
	{ client, n8n }: Workbench,
	{ host: startHost, node }: Case,
): Promise<Measured> {
	const host = await startHost();
	const data = {
		authentication: 'apiToken',
		apiToken: 'x',
		region: 'custom',
		baseUrl: host.origin,
	};
	const credential = await client.createCredential('Hostile', 'klingMotionControlApi', data);
	const { id } = await client.createWorkflow(chain(manualTrigger(), node(credential)));
	const atRest = await memoryAtRest(n8n.pid);
	forgetPeak(n8n.pid);
	const health = watchHealth(n8n.origin);
	const startedAt = performance.now();
	const executionId = await client.run(id, manualTrigger().name);
	const execution = await client
		.waitForExecution(executionId, ENDS_WITHIN_S * 1000)
		.catch(() => null);
	const took = (performance.now() - startedAt) / 1000;
	const silence = await health.stop();
	const memory = peakMemory(n8n.pid) - atRest;
	if (execution === null) await client.stopExecution(executionId);
	await host.close();
	return {
		took: execution === null ? null : took,
		requests: host.requests(),
		silence,
		memory,
		message: execution?.data.resultData.error?.message ?? '',
	};
}

/** Queries n8n's health endpoint all the time. */
function watchHealth(origin: string): { stop: () => Promise<number> } {
	let isWatching = true;
	const watching = (async () => {
		let longest = 0;
		while (isWatching) {
			const askedAt = performance.now();
			await fetch(`${origin}/healthz`).catch(() => null);
			longest = Math.max(longest, performance.now() - askedAt);
			await sleep(HEALTH_INTERVAL_MS);
		}
		return longest;
	})();
	return {
		stop: async () => {
			isWatching = false;
			return await watching;
		},
	};
}
