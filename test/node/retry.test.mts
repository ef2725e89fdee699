import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import { storedFile } from '../support/engine/binaryFiles.mts';
import { retryNode } from '../support/engine/runNode.mts';
import { creation, creationAndWait, useEmulator } from '../support/engine/useEmulator.mts';

const kling = useEmulator({ jobDurationMs: 40 });

/** Runs the node, which fails, and retries the execution from the list of executions. */
async function failAndRetry(parameters: INodeParameters, retried = parameters) {
	const run = { items: [{ json: {} }], credential: kling.credential };
	const failed = await kling.run(parameters, run);
	expect(failed.status).toBe('error');
	return await retryNode({ ...run, parameters: retried, executionId: '2' }, failed);
}

const withVideo = { ...creationAndWait, downloadVideo: true };
const failDownload = () => kling.emulator.faults.add({ on: 'download', status: 403 });

describe("n8n's Retry", () => {
	it('gets the video of a task that exists, although its image is gone', async () => {
		failDownload();
		const file = { imageSource: 'binaryFile', imageBinaryField: 'data' };
		const items = [{ json: {}, binary: { data: await storedFile('character.png') } }];
		const parameters = { ...withVideo, ...file };
		const failed = await kling.run(parameters, { items });
		const run = { parameters, items: [{ json: {} }], credential: kling.credential };
		const lost = structuredClone(failed);
		for (const { data } of lost.execution.data.executionData?.nodeExecutionStack ?? []) {
			for (const item of data.main?.[0] ?? []) delete item.binary;
		}
		const { items: videos, error } = await retryNode({ ...run, executionId: '2' }, lost);
		expect(error).toBeUndefined();
		expect(videos[0]?.json.task_status).toBe('succeed');
		expect(kling.emulator.counts).toMatchObject({ creates: 1, charges: 1 });
	});

	it('makes another video when the user has changed the external task ID', async () => {
		failDownload();
		const options = { pollingInterval: 1, externalTaskId: 'order-2' };
		const { items } = await failAndRetry(withVideo, { ...withVideo, options });
		expect(items[0]?.json.external_task_id).toBe('order-2');
		expect(kling.emulator.counts.charges).toBe(2);
	});

	it('checks the item of a failed task before another one is paid for', async () => {
		kling.emulator.nextTask({ fails: 'generation error' });
		const { error } = await failAndRetry(creationAndWait, {
			...creationAndWait,
			imageUrl: '={{ "" }}',
		});
		expect(error?.message).toBe('Image URL is empty');
		expect(kling.emulator.counts.charges).toBe(1);
	});

	it('checks the item of a task that fails only now before another one is paid for', async () => {
		kling.emulator.nextTask({ hold: true });
		kling.emulator.faults.add({ on: 'get', error: { code: 1103 } });
		const options = { pollingInterval: 1, tries: 2 };
		const parameters = { ...creationAndWait, options };
		const failed = await kling.run(parameters);
		kling.emulator.finish(kling.emulator.tasks[0]?.id ?? '', { fails: 'generation error' });
		const run = {
			parameters: { ...parameters, imageUrl: '={{ "" }}' },
			credential: kling.credential,
		};
		const { error } = await retryNode({ ...run, executionId: '2' }, failed);
		expect(error?.message).toBe('Image URL is empty');
		expect(kling.emulator.counts.charges).toBe(1);
	});
});

describe('an expression that fails in an output field', () => {
	it.each([
		['Simplify', creation, 'simplify'],
		['Download Video', creationAndWait, 'downloadVideo'],
	])('is found before anything is paid for (%s)', async (_label, parameters, name) => {
		const { error } = await kling.run({ ...parameters, [name]: '={{ $("Nobody").item.json.a }}' });
		expect(error).toBeDefined();
		expect(kling.emulator.requests).toEqual([]);
	});
});
