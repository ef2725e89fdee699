import { describe, expect, it } from '@jest/globals';
import type { Task } from '../../emulator/task.mts';
import { PolledTrigger } from '../support/engine/pollNode.mts';
import { tokenCredential, useEmulator } from '../support/engine/useEmulator.mts';
import { binaryData } from '../support/engine/n8nCore.mts';
import { pollUntil } from '../support/pollUntil.mts';
import { createTask } from '../support/servers/createTask.mts';

const kling = useEmulator({ hold: true, quota: 100 });
const gateway = useEmulator({ dialect: 'new-api' });

const createRunning = async (externalId?: string) => await createTask(kling.emulator, externalId);

async function createEnded(fails?: string, externalId?: string): Promise<Task> {
	const task = await createRunning(externalId);
	kling.emulator.finish(task.id, { fails });
	return task;
}

const publish = async (parameters = {}) =>
	await PolledTrigger.publish(kling.credential, parameters);

async function pollIds(trigger: PolledTrigger): Promise<unknown[]> {
	return (await trigger.poll()).map(({ json }) => json.task_id);
}

describe('a published workflow', () => {
	it('is not started for the past', async () => {
		await createEnded();
		const trigger = await publish();

		expect(await pollIds(trigger)).toEqual([]);
	});

	it('is started once for each video that ends later, successfully or not', async () => {
		const running = await createRunning();
		const trigger = await publish();
		kling.emulator.finish(running.id, {});
		const failed = await createEnded('Image pixel is invalid');

		expect(await pollIds(trigger)).toEqual([running.id, failed.id]);
		expect(await pollIds(trigger)).toEqual([]);
	});

	it('is started only by the events that Trigger On names', async () => {
		const trigger = await publish({ triggerOn: ['succeed'] });
		await createEnded('Image pixel is invalid');
		const ready = await createEnded();

		expect(await pollIds(trigger)).toEqual([ready.id]);
	});

	it('is started only for external task IDs with the given beginning', async () => {
		const trigger = await publish({ externalTaskIdPrefix: 'shop-' });
		const ours = await createEnded(undefined, 'shop-1');
		await createEnded(undefined, 'other-1');
		await createEnded();

		expect(await pollIds(trigger)).toEqual([ours.id]);
	});

	it('continues where it was after a restart of n8n', async () => {
		const trigger = await publish();
		const task = await createEnded();

		trigger.activate('init');

		expect(await pollIds(trigger)).toEqual([task.id]);
	});

	it('continues where it was when a new version is published', async () => {
		const trigger = await publish();
		const task = await createEnded();

		trigger.activate('update');

		expect(await pollIds(trigger)).toEqual([task.id]);
	});

	it('begins anew when it is published again after a break', async () => {
		const trigger = await publish();
		await createEnded();

		trigger.activate('activate');

		expect(await pollIds(trigger)).toEqual([]);
		const task = await createEnded();
		expect(await pollIds(trigger)).toEqual([task.id]);
	});

	it('begins at its publication even if n8n stores nothing of the poll then', async () => {
		const trigger = await publish();
		const task = await createEnded();

		trigger.pollDurably();

		expect(await pollIds(trigger)).toEqual([task.id]);
	});

	it('begins anew when it is published again, whatever n8n has stored before', async () => {
		const trigger = await publish();
		const before = trigger.staticData();
		await createEnded();
		trigger.activate('activate');
		await trigger.poll();
		const task = await createEnded();

		trigger.pollDurably(before);

		expect(await pollIds(trigger)).toEqual([task.id]);
	});

	it('begins anew with another credential', async () => {
		const trigger = await publish();
		await createEnded();

		trigger.useCredential('2');

		expect(await pollIds(trigger)).toEqual([]);
	});
});

describe('the items', () => {
	it('are those of Get', async () => {
		const trigger = await publish();
		const task = await createEnded();

		const items = await trigger.poll();

		const get = await kling.run({ operation: 'get', taskId: task.id, downloadVideo: false });
		expect(items).toEqual(get.items);
	});

	it('are Kling’s own data, without Simplify', async () => {
		const trigger = await publish({ simplify: false });
		const task = await createEnded();

		const [item] = await trigger.poll();

		expect(item?.json).toMatchObject({ task_id: task.id, task_result: { videos: [{}] } });
	});

	it('have the video with Download Video', async () => {
		const trigger = await publish({ downloadVideo: true, binaryPropertyName: 'clip' });
		await createEnded();

		const [item] = await trigger.poll();

		const video = await binaryData.getAsBuffer(item?.binary?.clip ?? { data: '', mimeType: '' });
		expect(video.subarray(4, 8).toString()).toBe('ftyp');
	});

	it('say why there is no video when the download fails', async () => {
		const trigger = await publish({ downloadVideo: true });
		const task = await createEnded();
		kling.emulator.faults.add({ on: 'download', status: 404 });

		const [item] = await trigger.poll();

		expect(item?.json).toMatchObject({
			task_id: task.id,
			download_error: expect.stringContaining('HTTP status 404'),
		});
	});

	it('come with the next poll when there are too many videos to download for one', async () => {
		const trigger = await publish({ downloadVideo: true });
		const tasks: string[] = [];
		for (let index = 0; index < 35; index++) tasks.push((await createEnded()).id);

		expect(await pollIds(trigger)).toEqual(tasks.slice(0, 30));
		expect(await pollIds(trigger)).toEqual(tasks.slice(30));
		expect(await pollIds(trigger)).toEqual([]);
	});
});

describe('downloads that take longer than n8n gives a poll', () => {
	/** Serves the videos of the next tasks at once, or not before the poll has ended. */
	function serve(...kinds: Array<'fast' | 'slow'>): void {
		for (const kind of kinds) {
			kling.emulator.faults.add({ on: 'download', delayMs: kind === 'slow' ? 60_000 : 0 });
		}
	}

	it('are left to the next poll', async () => {
		const trigger = await publish({ downloadVideo: true });
		trigger.limitPolls(1000);
		const tasks = [await createEnded(), await createEnded()];
		serve('slow', 'fast');

		const polls = [await trigger.poll(), await trigger.poll()];

		expect(polls.map((items) => items.length)).toEqual([1, 1]);
		expect(polls.flat().every(({ binary }) => binary?.data)).toBe(true);
		const ids = polls.flat().map(({ json }) => json.task_id);
		expect(ids.toSorted()).toEqual(tasks.map(({ id }) => id).toSorted());
	});

	it('give up on the first video, with a reason, if none comes in time', async () => {
		const trigger = await publish({ downloadVideo: true });
		trigger.limitPolls(1000);
		const [first, second] = [await createEnded(), await createEnded()];
		serve('slow', 'slow');

		const items = await trigger.poll();

		expect(items.map(({ json }) => json)).toEqual([
			expect.objectContaining({
				task_id: first.id,
				download_error: expect.stringContaining('in the time that n8n gives a poll'),
			}),
		]);
		expect(await pollIds(trigger)).toEqual([second.id]);
	});
});

describe('a poll', () => {
	it('finds nothing while the previous one is still running', async () => {
		const trigger = await publish();
		const task = await createEnded();
		kling.emulator.faults.add({ on: 'list', delayMs: 200 });
		const before = kling.emulator.counts.listQueries;
		const slow = pollIds(trigger);
		await pollUntil(() => kling.emulator.counts.listQueries > before);

		expect(await pollIds(trigger)).toEqual([]);

		expect(await slow).toEqual([task.id]);
	});

	it('that fails says why, and the next one finds everything', async () => {
		const trigger = await publish();
		const task = await createEnded();
		kling.emulator.faults.add({ on: 'list', error: { code: 1002 } });

		await expect(trigger.poll()).rejects.toMatchObject({
			name: 'NodeApiError',
			message: expect.stringContaining('Kling does not know this credential'),
		});

		expect(await pollIds(trigger)).toEqual([task.id]);
	});

	it('of a gateway that does not list tasks is refused when the workflow is published', async () => {
		const trigger = PolledTrigger.create(tokenCredential(gateway.emulator.baseUrl));

		await expect(trigger.poll()).rejects.toMatchObject({
			message: 'This host does not list videos',
			description: expect.stringContaining('Kling Motion Control Trigger with callbacks'),
		});
	});
});

describe('Fetch Test Event', () => {
	it('shows the newest video that has ended, any number of times', async () => {
		const trigger = PolledTrigger.create(kling.credential);
		await createEnded();
		const newest = await createEnded();
		await createRunning();

		const events = [await trigger.test(), await trigger.test()];

		expect(events.flat().map(({ json }) => json.task_id)).toEqual([newest.id, newest.id]);
	});

	it('shows one that would start the workflow', async () => {
		const trigger = PolledTrigger.create(kling.credential, { triggerOn: ['failed'] });
		const failed = await createEnded('Image pixel is invalid');
		await createEnded();

		const [item] = await trigger.test();

		expect(item?.json.task_id).toBe(failed.id);
	});

	it('takes nothing away from the published workflow', async () => {
		const trigger = await publish();
		const task = await createEnded();

		await trigger.test();

		expect(await pollIds(trigger)).toEqual([task.id]);
	});

	it('says so when there is none', async () => {
		const trigger = PolledTrigger.create(kling.credential);

		await expect(trigger.test()).rejects.toMatchObject({
			message: 'There is no video yet to test with',
			description: expect.stringContaining('Create one, or change these settings'),
		});
	});
});
