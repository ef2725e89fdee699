import { describe, expect, it } from '@jest/globals';
import '../../support/engine/fastRequests.mts';
import { binaryData } from '../../support/engine/n8nCore.mts';
import { pollIds, usePolledAccount } from '../../support/engine/usePolledAccount.mts';

const { kling, createEnded, publish } = usePolledAccount();

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
	const POLL_BUDGET_MS = 45_000;

	/** Serves the videos of the next tasks at once, or not before the poll has ended. */
	function serve(...kinds: Array<'fast' | 'slow'>): void {
		for (const kind of kinds) {
			kling.emulator.faults.add({ on: 'download', delayMs: kind === 'slow' ? 60_000 : 0 });
		}
	}

	it('are left to the next poll', async () => {
		const trigger = await publish({ downloadVideo: true });
		trigger.limitPolls(POLL_BUDGET_MS);
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
		trigger.limitPolls(POLL_BUDGET_MS);
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
