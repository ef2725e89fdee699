import { beforeAll, describe, expect, it } from '@jest/globals';
import { outputOf } from '../../n8n-runtime/client.mts';
import { executionOf, useCallbackTest, videoOf } from '../support/n8n/useCallbacks.mts';
import { behind, calledTrigger, loopOver, subWorkflow } from '../support/n8n/callbackWorkflows.mts';
import { pollUntil } from '../support/pollUntil.mts';
import { chain, items, manualTrigger } from '../support/n8n/workflow.mts';

const test = useCallbackTest();

const threeItems = items({ n: 0 }, { n: 1 }, { n: 2 });

describe('a sub-workflow whose execution waits on callbacks', () => {
	let childId: string;

	beforeAll(async () => {
		const { client } = test.e2e.stage;
		const child = await client.createWorkflow(chain(calledTrigger(), test.node(), behind()));
		await client.activate(child);
		childId = child.id;
	});

	it('returns its items to the workflow that called it', async () => {
		const call = subWorkflow(childId);
		const id = await test.start(chain(manualTrigger(), threeItems, call));
		await test.untilParked(id, 3);
		test.finishAll();
		const output = outputOf(await test.end(id), call.name);
		expect(output.map(({ json }) => json.video_url)).toEqual(
			[0, 1, 2].map((n) => test.videoOfItem(n)),
		);
	});

	it('is parked again in each round when a loop calls it', async () => {
		const done = behind();
		const id = await test.start(loopOver(threeItems, subWorkflow(childId), done));
		for (const round of [1, 2, 3]) {
			await test.untilParked(id, round);
			test.finishAll();
		}
		const output = outputOf(await test.end(id), done.name);
		expect(output.map(({ json }) => json.video_url)).toEqual(
			[0, 1, 2].map((n) => test.videoOfItem(n)),
		);
	});

	it('stops the caller that would get the results of one item only, and says what to do', async () => {
		const call = subWorkflow(childId, 'each');
		const id = await test.start(chain(manualTrigger(), threeItems, call));
		const { status, data } = await test.end(id);
		expect(status).toBe('error');
		const { error } = data.resultData;
		expect(error?.message).toContain('Another execution of this sub-workflow is already waiting');
		expect(error?.description).toContain('set Mode to "Run once with all items"');
		expect(test.e2e.emulator.counts.creates).toBe(1);
	});

	it('waits together with others when the caller does not wait for them', async () => {
		const call = subWorkflow(childId, 'each', { waitForSubWorkflow: false });
		const id = await test.start(chain(manualTrigger(), threeItems, call));
		expect((await test.end(id)).status).toBe('success');
		await pollUntil(() => test.tasks.length === 3);
		const children = test.tasks.map(executionOf);
		await Promise.all(children.map(async (child) => await test.untilParked(child, 3)));
		test.finishAll();
		const outputs = await Promise.all(children.map(async (child) => await test.output(child)));
		expect(outputs.map(([item]) => item?.json.video_url)).toEqual(test.tasks.map(videoOf));
	});
});
