import { describe, expect, it } from '@jest/globals';
import { outputOf } from '../../n8n-runtime/client.mts';
import { executionOf, useCallbackTest, videoOf } from '../support/n8n/useCallbacks.mts';
import {
	behind,
	connect,
	loopOver,
	merge,
	report,
	runInProduction,
} from '../support/n8n/callbackWorkflows.mts';
import { pollUntil } from '../support/pollUntil.mts';
import { useReceiver } from '../support/servers/callbackReceiver.mts';
import { items, manualTrigger } from '../support/n8n/workflow.mts';

const test = useCallbackTest();
const receiver = useReceiver();

const threeItems = items({ n: 0 }, { n: 1 }, { n: 2 });
const videosOfItems = () => [0, 1, 2].map((n) => test.videoOfItem(n));

describe('an execution in production', () => {
	it.each([
		['saved', {}],
		['not saved when they succeed', { saveDataSuccessExecution: 'none' }],
	])('continues when Kling notifies it, with executions that are %s', async (_what, settings) => {
		const nodes = [test.node({ prompt: '' }), report(receiver.url)];
		await runInProduction(test.e2e.stage, nodes, { settings });
		await pollUntil(() => test.tasks.length === 1);
		const id = executionOf(test.tasks[0]);
		await test.untilParked(id);
		test.finishAll();
		await pollUntil(() => receiver.received.length > 0);
		expect(receiver.received.map(({ body }) => body.video_url)).toEqual([videoOf(test.tasks[0])]);
	});
});

describe('a loop', () => {
	it('parks its execution again in each round', async () => {
		const done = behind();
		const id = await test.start(loopOver(threeItems, test.node(), done));
		for (const round of [1, 2, 3]) {
			await test.untilParked(id, round);
			test.finishAll();
		}
		const output = outputOf(await test.end(id), done.name);
		expect(output.map(({ json }) => json.video_url)).toEqual(videosOfItems());
	});
});

describe('two branches', () => {
	it('wait one after the other, and are merged', async () => {
		const start = manualTrigger();
		const first = test.node();
		const second = { ...test.node(), name: 'Second' };
		const together = merge();
		const id = await test.start(
			connect(
				[start, first, second, together],
				[
					[start, first],
					[start, second],
					[first, together],
					[second, together, 0, 1],
				],
			),
		);
		for (const tasks of [1, 2]) {
			await test.untilParked(id, tasks);
			test.finishAll();
		}
		const output = outputOf(await test.end(id), together.name);
		expect(output.map(({ json }) => json.video_url)).toEqual(test.tasks.map(videoOf));
		expect(output).toHaveLength(2);
	});
});

describe('Retry On Fail', () => {
	const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 };

	it('does not mistake parking for a failure', async () => {
		const id = await test.park(test.node({}, settings));
		test.finishAll();
		expect((await test.output(id)).map(({ json }) => json.video_url)).toEqual([
			videoOf(test.tasks[0]),
		]);
		expect(test.e2e.emulator.counts.creates).toBe(1);
	});

	it('pays for no task twice when one of the creates fails before parking', async () => {
		test.e2e.emulator.faults.add({ on: 'create', error: { code: 1201 } });
		const id = await test.park(threeItems, test.node({}, settings));
		test.finishAll();
		const output = await test.output(id);
		expect(output.map(({ json }) => json.video_url)).toEqual(videosOfItems());
		expect(test.e2e.emulator.counts.charges).toBe(3);
	});
});
