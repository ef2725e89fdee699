import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { INode } from 'n8n-workflow';
import { OUR_NODES, SAMPLES } from '../../../demo/samples.mts';
import type { Task } from '../../../emulator/task.mts';
import { outputOf, type Execution, type Workflow } from '../../../n8n-runtime/client.mts';
import { pollUntil } from '../../support/pollUntil.mts';
import {
	hashOf,
	readExample,
	readExampleText,
	readMedia,
	useExamples,
} from '../../support/n8n/useExamples.mts';
import { KLING } from '../../support/n8n/workflow.mts';

const FROM_URL = 'image-and-video-to-motion-video.json';
const FROM_IMAGE_STEP = 'chain-an-image-step.json';
const PARKED = 'wait-without-holding-a-worker.json';
const EXAMPLES = [FROM_URL, FROM_IMAGE_STEP, PARKED];
const SUBMIT = 'submit-tasks-with-a-callback.json';
const READY = 'when-a-motion-video-is-ready.json';
const ALL = readdirSync(fileURLToPath(new URL('../../../examples/', import.meta.url))).filter(
	(name) => name.endsWith('.json'),
);
const RUN_WITHIN_MS = 60_000;

interface Run {
	execution: Execution;
	/** The video that the user gets. */
	video: Buffer;
	/** The files that Kling received. */
	task: Task;
}

const examples = useExamples();
const runs = new Map<string, Run>();

beforeAll(async () => {
	for (const file of EXAMPLES) runs.set(file, await run(file));
}, RUN_WITHIN_MS);

describe.each(EXAMPLES)('the example %s', (file) => {
	it('makes a motion video of the sample media', () => {
		expect(hashOf(runOf(file).video)).toBe(hashOf(readMedia('result.mp4')));
	});

	it('takes the motion from the video whose address is an input', () => {
		expect(runOf(file).task.video?.sha256).toBe(hashOf(readMedia('reference.mp4')));
	});
});

describe.each(ALL)('the file %s', (file) => {
	it('holds no credential', () => {
		expect(readExample(file).nodes.filter(({ credentials }) => credentials)).toEqual([]);
	});

	it('has only the addresses of the sample media and placeholders', () => {
		const addresses = readExampleText(file).match(/https?:\/\/[^"\s',*]*/g) ?? [];
		const allowed = [
			SAMPLES,
			'https://example.com/webhook/',
			'https://docs.google.com/spreadsheets/d/REPLACE',
		];

		expect(addresses.filter((url) => !allowed.some((start) => url.startsWith(start)))).toEqual([]);
	});
});

describe(`the execution of ${PARKED}`, () => {
	it('is resumed when Kling notifies it', () => {
		const { execution, task } = runOf(PARKED);
		const { callbacks } = examples.stage.emulator;
		const resumeUrl = new RegExp(`/webhook-waiting/${execution.id}\\?`);
		expect(task.body.callback_url).toMatch(resumeUrl);
		// Either of them may come first after the end.
		expect(callbacks.sent).toContainEqual(
			expect.objectContaining({ taskId: task.id, httpStatus: 200 }),
		);
	});
});

describe('the two examples with a callback URL', () => {
	let ready: Workflow;

	beforeAll(async () => {
		ready = await examples.importExample(READY);
		await examples.stage.client.activate(ready);
	});

	/** Runs the first example, and returns the execution of the second one that it leads to. */
	async function submit(count: number): Promise<Execution> {
		const { client, n8n } = examples.stage;
		const trigger = ready.nodes.find(({ webhookId }) => webhookId)!;
		const url = `${n8n.origin}/webhook/${trigger.webhookId}/kling`;
		const workflow = await examples.importExample(SUBMIT, (node) => withCallbackUrl(node, url));
		await client.waitForExecution(await start(workflow));
		let ids: string[] = [];
		await pollUntil(async () => {
			ids = await client.listExecutions(ready.id);
			return ids.length >= count;
		}, RUN_WITHIN_MS);
		return await client.waitForExecution(ids[0]!);
	}

	it('make a motion video of the sample media together', async () => {
		const [item] = outputOf(await submit(1), KLING);

		const video = await examples.stage.client.download(item!);
		expect(hashOf(video)).toBe(hashOf(readMedia('result.mp4')));
	});

	it('give the reason when the video fails', async () => {
		const { emulator } = examples.stage;
		emulator.nextTask({ fails: 'Image pixel is invalid' });

		const [item] = outputOf(await submit(2), 'Failure');

		expect(item?.json).toEqual({
			video: emulator.tasks.at(-1)?.externalId,
			reason: 'Image pixel is invalid',
		});
	});
});

describe('the image', () => {
	it(`is fetched by Kling with ${FROM_URL}`, () => {
		expect(runOf(FROM_URL).task.image?.sha256).toBe(hashOf(readMedia('character.png')));
	});

	it(`is sent as the file that the previous step has made with ${FROM_IMAGE_STEP}`, async () => {
		const { task, execution } = runOf(FROM_IMAGE_STEP);

		const [item] = outputOf(execution, 'Draw Character');

		expect(task.image?.sha256).toBe(hashOf(await examples.stage.client.download(item!)));
	});
});

function runOf(file: string): Run {
	return runs.get(file)!;
}

/** Imports an example and runs it. */
async function run(file: string): Promise<Run> {
	const { client, emulator } = examples.stage;
	const workflow = await examples.importExample(file);
	const execution = await client.waitForExecution(await start(workflow));
	const last = workflow.nodes.findLast(({ type }) => type.startsWith(OUR_NODES))!;
	const [item] = outputOf(execution, last.name);
	if (!item) throw new Error(`${file}: ${execution.data.resultData.error?.message}`);
	return { execution, video: await client.download(item), task: emulator.tasks.at(-1)! };
}

async function start({ id, nodes }: Workflow): Promise<string> {
	const trigger = nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger')!;
	return await examples.stage.client.run(id, trigger.name);
}

function withCallbackUrl(node: INode, url: string): Partial<INode> | undefined {
	if (node.name !== 'Inputs') return undefined;
	const text = JSON.stringify(node.parameters);
	const filled = text.replace(/https:\/\/example.com\/webhook\/[^"]*/, url);
	return { parameters: JSON.parse(filled) as INode['parameters'] };
}
