import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INode } from 'n8n-workflow';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Task } from '../../emulator/task.mts';
import {
	outputOf,
	type Execution,
	type NewWorkflow,
	type Workflow,
} from '../../n8n-runtime/client.mts';
import { pollUntil } from '../support/pollUntil.mts';
import { useStage } from '../support/n8n/useStage.mts';
import { startWebServer, type WebServer } from '../support/servers/webServer.mts';
import { KLING } from '../support/n8n/workflow.mts';

const FOLDER = fileURLToPath(new URL('../../examples/', import.meta.url));
const MEDIA = join(FOLDER, 'media');
const OUR_NODES = 'n8n-nodes-kling-motion-control.';
const FROM_URL = 'image-and-video-to-motion-video.json';
const FROM_IMAGE_STEP = 'chain-an-image-step.json';
const PARKED = 'wait-without-holding-a-worker.json';
const EXAMPLES = [FROM_URL, FROM_IMAGE_STEP, PARKED];
const SUBMIT = 'submit-tasks-with-a-callback.json';
const READY = 'when-a-motion-video-is-ready.json';
const RUN_WITHIN_MS = 60_000;

type Example = Omit<NewWorkflow, 'nodes'> & { nodes: INode[] };

interface Run {
	execution: Execution;
	/** What the user gets. */
	video: Buffer;
	/** What Kling got. */
	task: Task;
}

const stage = useStage();
const runs = new Map<string, Run>();
let media: WebServer;

beforeAll(async () => {
	media = await startWebServer((request, response) => {
		response.end(readMedia(request.url!));
	});
	for (const file of EXAMPLES) runs.set(file, await run(file));
}, RUN_WITHIN_MS);
afterAll(async () => await media.close());

describe.each(EXAMPLES)('the example %s', (file) => {
	it('makes a motion video of the sample media', () => {
		expect(hashOf(runOf(file).video)).toBe(hashOf(readMedia('result.mp4')));
	});

	it('takes the motion from the video whose address is an input', () => {
		expect(runOf(file).task.video?.sha256).toBe(hashOf(readMedia('reference.mp4')));
	});
});

describe.each([...EXAMPLES, SUBMIT, READY])('the file %s', (file) => {
	it('holds no credential', () => {
		expect(read(file).nodes.filter(({ credentials }) => credentials)).toEqual([]);
	});

	it('has no other addresses in it than placeholders', () => {
		const addresses = readFileSync(join(FOLDER, file), 'utf8').match(/https?:\/\/[^/"]*/g) ?? [];

		expect(addresses.filter((address) => address !== 'https://example.com')).toEqual([]);
	});
});

describe(`the execution of ${PARKED}`, () => {
	it('goes on when Kling calls it back', () => {
		const { execution, task } = runOf(PARKED);
		const { callbacks } = stage().emulator;
		const resumeUrl = new RegExp(`/webhook-waiting/${execution.id}\\?`);
		expect(task.body.callback_url).toMatch(resumeUrl);
		// Whichever of them comes first after the end.
		expect(callbacks.sent).toContainEqual(
			expect.objectContaining({ taskId: task.id, httpStatus: 200 }),
		);
	});
});

describe('the two examples with a callback URL', () => {
	let ready: Workflow;

	beforeAll(async () => {
		ready = await importExample(READY);
		await stage().client.activate(ready);
	});

	/** Runs the first one, and returns the execution of the second one that follows. */
	async function submit(count: number): Promise<Execution> {
		const { client, n8n } = stage();
		const trigger = ready.nodes.find(({ webhookId }) => webhookId)!;
		const url = `${n8n.origin}/webhook/${trigger.webhookId}/kling`;
		await client.waitForExecution(await start(await importExample(SUBMIT, url)));
		let ids: string[] = [];
		await pollUntil(async () => {
			ids = await client.listExecutions(ready.id);
			return ids.length >= count;
		}, RUN_WITHIN_MS);
		return await client.waitForExecution(ids[0]!);
	}

	it('make a motion video of the sample media together', async () => {
		const [item] = outputOf(await submit(1), KLING);

		expect(hashOf(await stage().client.download(item!))).toBe(hashOf(readMedia('result.mp4')));
	});

	it('tell the reason when the task fails', async () => {
		stage().emulator.nextTask({ fails: 'Image pixel is invalid' });

		const [item] = outputOf(await submit(2), 'Failure');

		expect(item?.json).toEqual({
			task: stage().emulator.tasks.at(-1)?.externalId,
			reason: 'Image pixel is invalid',
		});
	});
});

describe('the image', () => {
	it(`is fetched by Kling with ${FROM_URL}`, () => {
		expect(runOf(FROM_URL).task.image?.sha256).toBe(hashOf(readMedia('character.png')));
	});

	it(`travels as the file that the step before has made with ${FROM_IMAGE_STEP}`, async () => {
		const { task, execution } = runOf(FROM_IMAGE_STEP);

		const [item] = outputOf(execution, 'Draw Character');

		expect(task.image?.sha256).toBe(hashOf(await stage().client.download(item!)));
	});
});

function runOf(file: string): Run {
	return runs.get(file)!;
}

function read(file: string): Example {
	return JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Example;
}

/** Imports an example and runs it. */
async function run(file: string): Promise<Run> {
	const { client, emulator } = stage();
	const workflow = await importExample(file);
	const execution = await client.waitForExecution(await start(workflow));
	const last = workflow.nodes.findLast(({ type }) => type.startsWith(OUR_NODES))!;
	const [item] = outputOf(execution, last.name);
	if (!item) throw new Error(`${file}: ${execution.data.resultData.error?.message}`);
	return { execution, video: await client.download(item), task: emulator.tasks.at(-1)! };
}

async function start({ id, nodes }: Workflow): Promise<string> {
	const trigger = nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger')!;
	return await stage().client.run(id, trigger.name);
}

/** Imports an example, and does what its notes ask the user to do. */
async function importExample(file: string, callbackUrl = ''): Promise<Workflow> {
	const { client, credential } = stage();
	const { id, name, type } = credential;
	const example = read(file);
	for (const node of example.nodes) {
		if (node.type.startsWith(OUR_NODES)) node.credentials = { [type]: { id, name } };
		// Only so that the test needn't wait ten seconds.
		if (node.parameters.options && node.name === KLING) {
			node.parameters.options = { pollingInterval: 1 };
		}
		if (node.name === 'Inputs') fillIn(node, callbackUrl);
	}
	return await client.createWorkflow(example);
}

function fillIn(inputs: INode, callbackUrl: string): void {
	const text = JSON.stringify(inputs.parameters)
		.replace('https://example.com/mascot.png', `${media.origin}/character.png`)
		.replace('https://example.com/dance.mp4', `${media.origin}/reference.mp4`)
		.replace(/https:\/\/example.com\/webhook\/[^"]*/, callbackUrl);
	inputs.parameters = JSON.parse(text) as INode['parameters'];
}

function readMedia(name: string): Buffer {
	return readFileSync(join(MEDIA, name));
}

function hashOf(bytes: Buffer): string {
	return createHash('sha256').update(bytes).digest('hex');
}
