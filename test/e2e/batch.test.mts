import { describe, expect, it } from '@jest/globals';
import { outputOf } from '../../n8n-runtime/client.mts';
import { useE2e, type NodeOptions } from '../support/n8n/useE2e.mts';
import { pollUntil } from '../support/pollUntil.mts';
import { items, KLING, type WorkflowNode } from '../support/n8n/workflow.mts';

const QUOTA = 5;
const e2e = useE2e({ emulator: { quota: QUOTA } });

const NAMES = ['a', 'b', 'c', 'd', 'bad', 'f', 'g', 'h', 'i', 'j'];
const GOOD_NAMES = NAMES.filter((name) => name !== 'bad');

/** An item for each name. The video of the bad one isn't a URL. */
const tenItems = () =>
	items(
		...NAMES.map((name) => {
			return { name, video: name === 'bad' ? 'dance.mp4' : e2e.urlOf('reference.mp4') };
		}),
	);

const toVideos = (settings: NodeOptions['settings'] = {}) =>
	e2e.node({ settings, parameters: { videoUrl: '={{ $json.video }}', downloadVideo: true } });

/** A node that asks n8n which item each one came from, as expressions after our node may. */
const origins: WorkflowNode = {
	name: 'Origins',
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: { mode: 'raw', jsonOutput: "={{ { name: $('Code').item.json.name } }}" },
};

describe('ten items of which one is bad, with Continue On Fail', () => {
	const toVideosOrErrors = () => toVideos({ onError: 'continueRegularOutput' });

	it('become nine videos and one error, in their order', async () => {
		const run = await e2e.run(tenItems(), toVideosOrErrors());
		expect(run.items.map(({ json, binary }) => binary?.data?.mimeType ?? json.error)).toEqual(
			NAMES.map((name) =>
				name === 'bad' ? expect.stringMatching(/Video URL must be.*"dance.mp4"/) : 'video/mp4',
			),
		);
	});

	it('are each paired with their result', async () => {
		const run = await e2e.run(tenItems(), toVideosOrErrors(), origins);
		expect(run.items.map(({ json }) => json.name)).toEqual(NAMES);
	});

	it('cost nine tasks', async () => {
		await e2e.run(tenItems(), toVideosOrErrors());
		expect(e2e.emulator.counts.charges).toBe(9);
	});
});

describe('ten items of which one is bad, with an error output', () => {
	const splitErrors = () => toVideos({ onError: 'continueErrorOutput' });

	it('go to two branches', async () => {
		const run = await e2e.run(tenItems(), splitErrors());
		expect(run.items.map(({ json }) => json.task_status)).toEqual(new Array(9).fill('succeed'));
		expect(run.errorItems.map(({ json }) => json.name)).toEqual(['bad']);
	});

	it('are paired in both branches', async () => {
		const run = await e2e.run(tenItems(), splitErrors(), origins);
		expect(run.items.map(({ json }) => json.name)).toEqual(GOOD_NAMES);
		const [errorItem] = outputOf(run.execution, KLING, 1);
		expect(errorItem?.pairedItem).toEqual({ item: NAMES.indexOf('bad') });
	});

	it('say in the error item what is wrong', async () => {
		const run = await e2e.run(tenItems(), splitErrors());
		expect(run.errorItems[0]?.json).toEqual({
			name: 'bad',
			video: 'dance.mp4',
			error: expect.stringContaining('Video URL must be one URL'),
			message: {
				advice: expect.stringContaining('Nothing was sent to Kling'),
				kind: 'input',
			},
		});
	});
});

describe('a batch that stops at an error', () => {
	const count = QUOTA + 1;
	const names = NAMES.slice(0, count);

	/**
	 * Starts a task for each item, one of which finds no free place, and makes the query for one
	 * fail.
	 */
	async function stopAtError() {
		const { emulator, stage } = e2e;
		emulator.nextTask({ hold: true, times: count });
		emulator.faults.add({ on: 'list', error: { code: 1202 } });
		const options = { pollingInterval: 1, externalTaskId: '={{ $json.name }}' };
		const nodes = [
			items(...names.map((name) => ({ name }))),
			e2e.node({ parameters: { options } }),
		];
		const id = await stage.start(...nodes);
		await pollUntil(() => emulator.counts.charges === QUOTA, 20_000);
		const failing = emulator.tasks[2];
		// In the second round of queries, long before the refused create is repeated.
		emulator.faults.add({ on: 'get', taskId: failing?.id, after: 1, error: { code: 1103 } });
		await pollUntil(() => emulator.requests.some(({ status }) => status === 403), 20_000);
		for (const task of emulator.tasks) emulator.finish(task.id);
		const execution = await stage.client.waitForExecution(id);
		return { execution, failing };
	}

	it('names the item, the reason and the ids of all tasks that exist', async () => {
		const { execution, failing } = await stopAtError();
		expect(execution.status).toBe('error');
		const { error } = execution.data.resultData;
		expect(error).toMatchObject({
			message: expect.stringContaining('has no permission'),
			context: { itemIndex: names.indexOf(failing?.externalId ?? '') },
		});
		for (const { id } of e2e.emulator.tasks) expect(error?.description).toContain(id);
	});

	it('creates no further task for items that waited for a free place', async () => {
		await stopAtError();
		expect(e2e.emulator.counts.charges).toBe(QUOTA);
	});
});
