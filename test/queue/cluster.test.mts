import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { outputOf, type Execution } from '../../n8n-runtime/client.mts';
import { mediaPath, startFileServer, type FileServer } from '../support/servers/fileServer.mts';
import { isRunning } from '../support/isRunning.mts';
import { pollUntil } from '../support/pollUntil.mts';
import { useQueueStage } from '../support/queue/useQueueStage.mts';
import { publishWebhook, waitForCall } from '../support/n8n/webhookWorkflow.mts';
import { code, fetchFile, kling } from '../support/n8n/workflow.mts';

const CALLS = 20;

const stage = useQueueStage({ emulator: { quota: CALLS, jobDurationMs: 1000 } });

let files: FileServer;
beforeAll(async () => {
	files = await startFileServer();
});
afterAll(async () => await files.close());

/** The number of the worker that last ran the execution; -1 when none did. */
const workerOf = ({ id }: Pick<Execution, 'id'>) => {
	const { n8n } = stage();
	return n8n.workers.findIndex((worker) => n8n.executionsOf(worker).includes(id));
};

const post = async (url: string, body: object = {}) =>
	await fetch(url, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify(body),
	});

describe('twenty webhook calls at once', () => {
	let executions: Execution[];

	beforeAll(async () => {
		const create = kling(stage().credential, {
			operation: 'create',
			imageUrl: `${files.origin}/character.png`,
			videoUrl: `${files.origin}/reference.mp4`,
		});
		const workflow = await publishWebhook(stage(), create);
		await Promise.all(Array.from({ length: CALLS }, async () => await post(workflow.url)));
		executions = await workflow.executions(CALLS);
	});

	it('start one execution each, which creates one task', () => {
		expect(executions.map(({ status }) => status)).toEqual(new Array(CALLS).fill('success'));
		expect(stage().emulator.counts.charges).toBe(CALLS);
	});

	it('are spread over both workers, and none is left to another process', () => {
		expect(new Set(executions.map(workerOf))).toEqual(new Set([0, 1]));
	});

	it('occupy no worker when they are done', async () => {
		await pollUntil(async () => (await stage().n8n.busyJobs()) === 0);
	});
});

describe('a file', () => {
	it('that a worker has stored can be read by the main process', async () => {
		const fetch = fetchFile(`${files.origin}/reference.mp4`);

		const execution = await stage().run(fetch);

		expect(workerOf(execution)).toBeGreaterThanOrEqual(0);
		const [item] = outputOf(execution, fetch.name);
		const bytes = await stage().client.download(item ?? { json: {} });
		expect(bytes.equals(await readFile(mediaPath('reference.mp4')))).toBe(true);
	});

	it('arrives at Kling byte for byte, although webhooks have a process that serves no files', async () => {
		const { n8n, emulator, credential } = stage();
		emulator.reset();

		const { error } = (
			await stage().run(
				fetchFile(`${files.origin}/reference.mp4`, 'video'),
				kling(credential, {
					operation: 'createAndWait',
					imageUrl: `${files.origin}/character.png`,
					videoSource: 'binaryFile',
					downloadVideo: false,
					options: { pollingInterval: 1 },
				}),
			)
		).data.resultData;

		expect(error).toBeUndefined();
		const [task] = emulator.tasks;
		expect(new URL(task?.body.video_url ?? '').origin).toBe(n8n.main.origin);
		const bytes = await readFile(mediaPath('reference.mp4'));
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		expect(task?.video).toEqual({ size: bytes.length, sha256 });
	});
});

describe('a parked execution', () => {
	/** Starts a workflow by a call; resolves when it waits for another call. */
	async function park() {
		const resumeUrl = code('return [{ json: { resumeUrl: $execution.resumeUrl } }];');
		const last = { ...code('return [{ json: $json.body }];'), name: 'Last' };
		const { url, newestId } = await publishWebhook(stage(), resumeUrl, waitForCall(), last);
		await post(url);
		const id = await newestId();
		let execution = await stage().client.getExecution(id);
		await pollUntil(async () => {
			execution = await stage().client.getExecution(id);
			return execution.status === 'waiting';
		});
		const [item] = outputOf(execution, resumeUrl.name);
		return { id, resumeUrl: item?.json.resumeUrl as string, last: last.name };
	}

	it('occupies no worker', async () => {
		await park();
		await pollUntil(async () => (await stage().n8n.busyJobs()) === 0);
	});

	it('survives its worker: a call to the webhook process resumes it on the other one', async () => {
		const { client, n8n } = stage();
		const { id, resumeUrl, last } = await park();
		const parkedOn = workerOf({ id });
		await n8n.workers[parkedOn]?.kill();

		const { status } = await post(resumeUrl, { hello: 'again' });

		expect([new URL(resumeUrl).origin, status]).toEqual([n8n.webhookOrigin, 200]);
		const execution = await client.waitForExecution(id);
		expect(execution.status).toBe('success');
		expect(outputOf(execution, last)[0]?.json).toEqual({ hello: 'again' });
		const other = n8n.workers[1 - parkedOn];
		expect(other && n8n.executionsOf(other)).toContain(id);
	});
});

describe('a call while no worker runs', () => {
	it('is kept until a worker starts again', async () => {
		const { client, n8n } = stage();
		await Promise.all(n8n.workers.map(async (worker) => await worker.kill()));
		const workflow = await publishWebhook(stage());
		await post(workflow.url);
		const id = await workflow.newestId();
		const { status } = await client.getExecution(id);

		await Promise.all(n8n.workers.map(async (worker) => await worker.restart()));

		expect([status, (await client.waitForExecution(id)).status]).toEqual(['new', 'success']);
	});
});

describe('a cluster that has been stopped', () => {
	it('leaves no process', async () => {
		const { pids } = stage().n8n;

		await stage().n8n.stop();

		expect(pids.filter(isRunning)).toEqual([]);
	});
});
