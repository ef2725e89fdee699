import { describe, expect, it } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';
import { DuplicateMemory } from '../../kling/callbacks/duplicateMemory';
import { startedByCallback, TRIGGER } from '../support/engine/triggerNode.mts';
import { useEmulator } from '../support/engine/useEmulator.mts';
import { createTask } from '../support/servers/createTask.mts';
import { AUTHORIZATION } from '../support/servers/request.mts';

const kling = useEmulator({ hold: true });

/** A task that has ended, in the form of Kling's API. */
async function createEnded(): Promise<IDataObject> {
	const { id } = await createTask(kling.emulator);
	kling.emulator.finish(id);
	const url = `${kling.emulator.baseUrl}/v1/videos/motion-control/${id}`;
	const response = await fetch(url, { headers: AUTHORIZATION });
	return ((await response.json()) as { data: IDataObject }).data;
}

describe('the execution that a callback has started', () => {
	it.each([
		{ simplify: true, downloadVideo: false },
		{ simplify: false, downloadVideo: false },
	])('begins with the item that Get returns, with %j', async (parameters) => {
		const task = await createEnded();

		const { items } = await startedByCallback(kling.credential, task, parameters);

		const get = await kling.run({
			operation: 'get',
			taskId: task.task_id as string,
			...parameters,
		});
		expect(items).toEqual(get.items);
	});

	it('has the video with Download Video', async () => {
		const parameters = { downloadVideo: true, binaryPropertyName: 'clip' };

		const { items } = await startedByCallback(kling.credential, await createEnded(), parameters);

		expect(items[0]?.binary?.clip?.mimeType).toBe('video/mp4');
	});

	it('remembers its event beyond a restart of n8n', async () => {
		const task = await createEnded();
		const event = `${task.task_id as string} succeed`;
		const workflowId = 'workflow that was called';
		new DuplicateMemory({}, `${workflowId} ${TRIGGER}`).claim(event, Date.now());
		const stored = { [`node:${TRIGGER}`]: { seen: ['earlier succeed'] } };

		const { staticData } = await startedByCallback(
			kling.credential,
			task,
			{},
			{ workflowId, stored },
		);

		expect(staticData).toMatchObject({
			[`node:${TRIGGER}`]: { seen: ['earlier succeed', event], claims: {} },
		});
	});

	it('erases nothing that is stored with the workflow when another process was called', async () => {
		const { staticData } = await startedByCallback(kling.credential, await createEnded());

		expect(staticData).toBeNull();
	});

	it('is empty when another one has begun with the same event', async () => {
		const task = await createEnded();
		const workflowId = 'workflow that was called twice';
		const begin = async (executionId: string) =>
			await startedByCallback(kling.credential, task, {}, { workflowId, executionId });

		const executions = [await begin('1'), await begin('2')];

		expect(executions.map(({ items }) => items.length)).toEqual([1, 0]);
	});
});
