import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import { creation, creationAndWait, useEmulator } from '../support/engine/useEmulator.mts';

const kling = useEmulator({ jobDurationMs: 40 });
const threeItems = [0, 1, 2].map((index) => ({ json: { index } }));
const inOrder = [{ item: 0 }, { item: 1 }, { item: 2 }];

const positionsOf = async (parameters: INodeParameters) => {
	const { items, error } = await kling.run(parameters, { items: threeItems });
	expect(error).toBeUndefined();
	return items.map(({ pairedItem }) => pairedItem);
};

describe('each output item is paired with its input item', () => {
	it('with Create', async () => expect(await positionsOf(creation)).toEqual(inOrder));

	it('with Create and Wait', async () => {
		expect(await positionsOf(creationAndWait)).toEqual(inOrder);
	});

	it('with a video in it', async () => {
		expect(await positionsOf({ ...creationAndWait, downloadVideo: true })).toEqual(inOrder);
	});

	it('when the task failed', async () => {
		kling.emulator.nextTask({ fails: 'Image pixel is invalid', times: 3 });
		const options = { pollingInterval: 1, onFailedTask: 'output' };
		expect(await positionsOf({ ...creationAndWait, options })).toEqual(inOrder);
	});

	it('when the time limit has passed', async () => {
		kling.emulator.nextTask({ hold: true, times: 3 });
		const options = { pollingInterval: 1, timeLimit: 0.1, onTimeLimit: 'output' };
		expect(await positionsOf({ ...creationAndWait, options })).toEqual(inOrder);
	});

	it.each(['get', 'wait'])('with %s', async (operation) => {
		const taskId = await kling.createTask();
		kling.emulator.finish(taskId);
		expect(await positionsOf({ operation, taskId })).toEqual(inOrder);
	});

	it('with Get Many, for each task of its list', async () => {
		await kling.createTask();
		await kling.createTask();
		const [a, b, c] = inOrder;
		expect(await positionsOf({ operation: 'getAll' })).toEqual([a, a, b, b, c, c]);
	});
});
