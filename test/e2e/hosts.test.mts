import { describe, expect, it } from '@jest/globals';
import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';
import type { Emulator, EmulatorOptions } from '../../emulator/server.mts';
import { useE2e } from '../support/n8n/useE2e.mts';
import { accessKey, apiToken, CREDENTIAL_TYPE } from '../support/n8n/useStage.mts';
import type { WorkflowNode } from '../support/n8n/workflow.mts';

/** A host with Kling's API (API §3a, §7 and §8), and how its user signs in. */
interface Host {
	name: string;
	settings: EmulatorOptions;
	toData: (baseUrl: string) => ICredentialDataDecryptedObject;
	hasList: boolean;
}

const token = (baseUrl: string) => apiToken(baseUrl);
const tokenForV2 = (baseUrl: string) => ({ ...apiToken(baseUrl), apiVersion: 'v2' });
const gateway = (dialect: EmulatorOptions['dialect']) => ({ dialect, pathPrefix: '/kling' });

const HOSTS: Host[] = [
	{ name: 'Kling, V1, with a token', settings: {}, toData: token, hasList: true },
	{ name: 'Kling, V1, with keys', settings: { apiTokens: [] }, toData: accessKey, hasList: true },
	{ name: 'Kling, 2.0', settings: {}, toData: tokenForV2, hasList: true },
	{
		name: 'a gateway with an empty status',
		settings: gateway('new-api'),
		toData: token,
		hasList: false,
	},
	{
		name: 'a gateway with the status queued',
		settings: gateway('new-api-queued'),
		toData: token,
		hasList: false,
	},
	{
		name: 'a gateway with ids of its own',
		settings: gateway('new-api-public-ids'),
		toData: token,
		hasList: false,
	},
];

/** Of a task whose end the node has to be told. */
const JOB_MS = 12_000;
const PATIENCE_MS = 45_000;

const e2e = useE2e();

describe.each(HOSTS)('$name', ({ settings, toData, hasList }) => {
	/** Our node with an account at this host, and the host itself. */
	async function open(jobDurationMs = 1500): Promise<{
		host: Emulator;
		node: (parameters: INodeParameters, name: string) => WorkflowNode;
	}> {
		const host = await e2e.startKling({ jobDurationMs, ...settings });
		const data = toData(host.baseUrl);
		const credential = await e2e.stage.client.createCredential('Host', CREDENTIAL_TYPE, data);
		const node = (parameters: INodeParameters, name: string) => ({
			...e2e.node({ credential, parameters }),
			name,
		});
		return { host, node };
	}

	const expectedVideo = ({ tasks: [task] }: Emulator) => ({
		task_id: task?.publicId,
		task_status: 'succeed',
		video_url: task?.videos[0]?.url,
		duration: 5.041,
		units_charged: 2.5,
	});

	it('makes a video with Create and Wait, and pays once', async () => {
		const { host, node } = await open();
		const { items, error } = await e2e.run(node({}, 'Make'));
		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject(expectedVideo(host));
		expect(host.counts).toMatchObject({ creates: 1, charges: 1 });
	});

	it('has the video for Get with the id that was output', async () => {
		const { host, node } = await open();
		const get = node({ operation: 'get', taskId: '={{ $json.task_id }}' }, 'Get');
		const { items, error } = await e2e.run(node({}, 'Make'), get);
		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject(expectedVideo(host));
	});

	it('has the video for Wait with the id that Create returned', async () => {
		const { host, node } = await open();
		const wait = node({ operation: 'wait', taskId: '={{ $json.task_id }}' }, 'Wait');
		const { items, error } = await e2e.run(node({ operation: 'create' }, 'Create'), wait);
		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject(expectedVideo(host));
	});

	it(hasList ? 'lists its videos' : 'says that it has no list', async () => {
		const { host, node } = await open();
		const list = node({ operation: 'getAll', returnAll: true }, 'List');
		const { items, error } = await e2e.run(node({}, 'Make'), list);
		if (hasList) expect(items.map(({ json }) => json)).toMatchObject([expectedVideo(host)]);
		else expect(error?.message).toBe('This host does not list videos');
	});

	it('resumes an execution by its callback', async () => {
		// Longer than it takes until the node looks for the first time itself, which it repeats minutes later.
		const { host, node } = await open(JOB_MS);
		const startedAt = performance.now();
		const { items, error } = await e2e.run(node({ resume: 'callback' }, 'Make'));
		expect(performance.now() - startedAt).toBeLessThan(JOB_MS + PATIENCE_MS);
		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject(expectedVideo(host));
		await host.callbacks.delivered();
		const last = host.callbacks.sent.filter(({ status }) => status === 'succeed');
		expect(last).toMatchObject([{ attempt: 1, httpStatus: 200 }]);
	});
});
