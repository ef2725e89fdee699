import { describe, expect, it } from '@jest/globals';
import type { INode, INodeExecutionData } from 'n8n-workflow';
import { storedFile } from '../../support/engine/binaryFiles.mts';
import { creation, useEmulator } from '../../support/engine/useEmulator.mts';
import { fastNow } from '../../support/engine/fastClock.mts';
import { creationOnCallback, useParking } from '../../support/engine/useParking.mts';

const kling = useEmulator({ hold: true, jobDurationMs: 20, quota: 50 });
const parking = useParking(kling);

const errorOutput: Partial<INode> = { onError: 'continueErrorOutput' };
const names = ['a', 'b', 'c'];
const threeItems: INodeExecutionData[] = names.map((name) => ({ json: { name } }));

/** Of three items, the second one lacks a video. */
const oneBad = {
	...creationOnCallback,
	videoUrl: `={{ $json.name === "b" ? "" : "${creation.videoUrl}" }}`,
	options: { externalTaskId: '={{ $json.name }}' },
};

const HOUR_MS = 60 * 60 * 1000;

describe('an execution that waits for callbacks', () => {
	it('is parked, with the task at Kling', async () => {
		const { result } = await parking.park();
		expect(result.status).toBe('waiting');
		expect(kling.emulator.counts.charges).toBe(1);
	});

	it('makes Kling notify the execution itself', async () => {
		const { resumeToken } = await parking.park();
		const address = new URL(kling.emulator.tasks[0]?.body.callback_url ?? '');
		expect(address.pathname).toBe('/webhook-waiting/1');
		expect(address.searchParams.get('signature')).toBe(resumeToken);
	});

	it('asks Kling once more before it is parked, with one query for many tasks', async () => {
		await parking.park(creationOnCallback, { items: threeItems });
		expect(kling.emulator.counts).toMatchObject({ queries: 0, listQueries: 1 });
	});

	it('shows the tasks meanwhile, which have not timed out', async () => {
		const { result } = await parking.park(creationOnCallback, { items: threeItems });
		expect(result.items.map(({ json }) => json.task_id)).toEqual(
			expect.arrayContaining(kling.emulator.tasks.map(({ id }) => id)),
		);
		expect(result.items.filter(({ json }) => 'timed_out' in json)).toEqual([]);
	});

	it('shows which items have already failed', async () => {
		const settings = errorOutput;
		const { result } = await parking.park(oneBad, { items: threeItems, settings });
		expect(result.items.map(({ json }) => json.external_task_id)).toEqual(['a', 'c']);
		expect(result.errorItems.map(({ json }) => json.error)).toEqual(['Video URL is empty']);
	});

	it('has the address of callbacks in no item', async () => {
		const { result, input, resumeToken } = await parking.park({
			...creationOnCallback,
			simplify: false,
		});
		expect(JSON.stringify([result.items, input])).not.toContain(resumeToken);
	});
});

describe('its deadline', () => {
	const until = async (timeLimit: unknown) => {
		const options = { timeLimit } as { timeLimit: string };
		const items = [1, 30, 5].map((minutes) => ({ json: { minutes } }));
		const before = fastNow();
		const { deadline } = await parking.park({ ...creationOnCallback, options }, { items });
		return Number(deadline) - before;
	};

	it('is the Time Limit', async () => {
		const milliseconds = await until(120);
		expect(milliseconds).toBeGreaterThanOrEqual(2 * HOUR_MS);
		expect(milliseconds).toBeLessThan(2.5 * HOUR_MS);
	});

	it('is at most 30 days away, when Kling deletes the video', async () => {
		const milliseconds = await until(1e300);
		expect(milliseconds).toBeGreaterThanOrEqual(30 * 24 * HOUR_MS);
		expect(milliseconds).toBeLessThan(31 * 24 * HOUR_MS);
	});

	it('is the longest Time Limit of the items', async () => {
		const milliseconds = await until('={{ $json.minutes }}');
		expect(milliseconds).toBeGreaterThanOrEqual(0.5 * HOUR_MS);
		expect(milliseconds).toBeLessThan(0.75 * HOUR_MS);
	});

	it('is an hour by default', async () => {
		const milliseconds = await until(undefined);
		expect(milliseconds).toBeGreaterThanOrEqual(HOUR_MS);
		expect(milliseconds).toBeLessThan(1.5 * HOUR_MS);
	});
});

describe('after the time limit', () => {
	it('each item says which task it is, its last known status, and that it has timed out', async () => {
		const parked = await parking.park(creationOnCallback, { items: threeItems });
		const { items, status } = await parked.expire();
		expect(status).toBe('success');
		expect(items.map(({ json }) => json)).toEqual(
			parked.result.items.map(({ json }) => ({ ...json, timed_out: true })),
		);
	});

	it("each item is Kling's own data without Simplify", async () => {
		const parked = await parking.park({ ...creationOnCallback, simplify: false });
		const { items } = await parked.expire();
		expect(items[0]?.json).toMatchObject({
			task_info: { external_task_id: kling.emulator.tasks[0]?.externalId },
			timed_out: true,
		});
	});

	it('each item has timed out, even if a gateway gives its tasks the same keys', async () => {
		const data = { task_id: 'a', task_status: 'processing', error: null };
		kling.emulator.faults.add({ on: 'get', body: { code: 0, data }, times: 100 });
		const parked = await parking.park({ ...creationOnCallback, simplify: false });
		const { items } = await parked.expire();
		const [task] = kling.emulator.tasks;
		expect(items[0]?.json).toEqual({ ...data, task_id: task?.id, timed_out: true });
	});

	it('no item has its input file, which is not a result', async () => {
		const items = [{ json: {}, binary: { data: await storedFile('character.png') } }];
		const parameters = {
			...creationOnCallback,
			imageSource: 'binaryFile',
			imageBinaryField: 'data',
		};
		const parked = await parking.park(parameters, { items });
		const expired = await parked.expire();
		expect(expired.items[0]).not.toHaveProperty('binary');
	});

	it('an item that failed before is an error and has not timed out', async () => {
		const parked = await parking.park(oneBad, { items: threeItems, settings: errorOutput });
		const { items, errorItems } = await parked.expire();
		expect(items.map(({ json }) => json.external_task_id)).toEqual(['a', 'c']);
		expect(errorItems.map(({ json }) => json.error)).toEqual(['Video URL is empty']);
		expect(errorItems[0]?.json).not.toHaveProperty('timed_out');
	});

	it.each([
		['stops on errors', {}],
		['goes on after errors', errorOutput],
	])('no item is lost when the node %s', async (_how, settings) => {
		const parked = await parking.park(creationOnCallback, { items: threeItems, settings });
		const { items, errorItems } = await parked.expire();
		expect({ items: items.length, errorItems: errorItems.length }).toEqual({
			items: 3,
			errorItems: 0,
		});
	});
});

describe('the previous node', () => {
	it('still shows its own output', async () => {
		const binary = { data: await storedFile('character.png') };
		const items = names.map((name) => ({ json: { name }, binary }));
		const { outputBefore } = await parking.park(creationOnCallback, { items });
		expect(outputBefore).toMatchObject(names.map((name) => ({ json: { name }, binary })));
	});
});
