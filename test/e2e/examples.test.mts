import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INode } from 'n8n-workflow';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Task } from '../../emulator/task.mts';
import { outputOf, type Execution, type NewWorkflow } from '../../n8n-runtime/client.mts';
import { useStage } from '../support/stage.mts';
import { startWebServer, type WebServer } from '../support/webServer.mts';
import { KLING } from '../support/workflow.mts';

const FOLDER = fileURLToPath(new URL('../../examples/', import.meta.url));
const MEDIA = join(FOLDER, 'media');
const FROM_URL = 'image-and-video-to-motion-video.json';
const FROM_IMAGE_STEP = 'chain-an-image-step.json';
const EXAMPLES = [FROM_URL, FROM_IMAGE_STEP];
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

	it('holds no credential', () => {
		expect(read(file).nodes.filter(({ credentials }) => credentials)).toEqual([]);
	});

	it('has no other addresses in it than placeholders', () => {
		const addresses = readFileSync(join(FOLDER, file), 'utf8').match(/https?:\/\/[^/"]*/g);

		expect(new Set(addresses)).toEqual(new Set(['https://example.com']));
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

/** Imports an example, does what its notes ask the user to do, and runs it. */
async function run(file: string): Promise<Run> {
	const { client, emulator } = stage();
	const example = read(file);
	fillIn(example);
	const { id } = await client.createWorkflow(example);
	const trigger = example.nodes.find(({ type }) => type === 'n8n-nodes-base.manualTrigger')!;
	const execution = await client.waitForExecution(await client.run(id, trigger.name));
	const [item] = outputOf(execution, KLING);
	if (!item) throw new Error(`${file}: ${execution.data.resultData.error?.message}`);
	return { execution, video: await client.download(item), task: emulator.tasks.at(-1)! };
}

function fillIn({ nodes }: Example): void {
	const { id, name, type } = stage().credential;
	const kling = nodes.find((node) => node.name === KLING)!;
	kling.credentials = { [type]: { id, name } };
	// Only so that the test needn't wait ten seconds.
	kling.parameters.options = { pollingInterval: 1 };
	const inputs = nodes.find((node) => node.name === 'Inputs')!;
	const text = JSON.stringify(inputs.parameters)
		.replace('https://example.com/mascot.png', `${media.origin}/character.png`)
		.replace('https://example.com/dance.mp4', `${media.origin}/reference.mp4`);
	inputs.parameters = JSON.parse(text) as INode['parameters'];
}

function readMedia(name: string): Buffer {
	return readFileSync(join(MEDIA, name));
}

function hashOf(bytes: Buffer): string {
	return createHash('sha256').update(bytes).digest('hex');
}
