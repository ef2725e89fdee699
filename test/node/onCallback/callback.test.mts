import { describe, expect, it, jest } from '@jest/globals';
import type { Fault } from '../../../emulator/faults.mts';
import { useEmulator } from '../../support/engine/useEmulator.mts';
import { creationOnCallback, useParking } from '../../support/engine/useParking.mts';
import { pollUntil } from '../../support/pollUntil.mts';

const kling = useEmulator({ hold: true, jobDurationMs: 0, quota: 50 });
const parking = useParking(kling);

/** How often a query is tried. */
const ALL_TRIES = 5;
const emptyItems = (count: number) => Array.from({ length: count }, () => ({ json: {} }));
const callback = (task_status: string, index = 0) => ({
	task_id: kling.emulator.tasks[index]?.id,
	task_status,
});
const finish = (index = 0) => kling.emulator.finish(kling.emulator.tasks[index]?.id ?? '');

describe('a callback for a parked execution', () => {
	it('resumes it when the task has ended', async () => {
		const parked = await parking.park();
		finish();
		const { status, resumed } = await parked.call(callback('succeed'));
		expect(status).toBe(200);
		expect(resumed).toMatchObject({ status: 'success', error: undefined });
	});

	it('resumes it when the task has ended meanwhile, whatever the callback says', async () => {
		const parked = await parking.park();
		finish();
		const { resumed } = await parked.call(callback('processing'));
		expect(resumed?.items[0]?.json.task_status).toBe('succeed');
	});

	it('resumes it with what Kling says, not with what the callback claims', async () => {
		const parked = await parking.park();
		finish();
		const { resumed } = await parked.call({
			...callback('failed'),
			task_status_msg: 'forged',
			task_result: { videos: [{ id: 'v', url: 'https://evil.example/video.mp4' }] },
		});
		expect(resumed?.items[0]?.json).toMatchObject({
			task_status: 'succeed',
			video_url: kling.emulator.tasks[0]?.videos[0]?.url,
		});
		expect(JSON.stringify(resumed?.items)).not.toMatch(/evil|forged/);
	});

	it.each(["Kling's node", 'a "quoted" node', 'a {{ braced }} node', 'back\\slash', 'éß – 你好'])(
		'finds its tasks for any name of the node: %s',
		async (name) => {
			const parked = await parking.park(creationOnCallback, { settings: { name } });
			finish();
			const { resumed } = await parked.call(callback('succeed'));
			expect(resumed?.items[0]?.json.task_status).toBe('succeed');
		},
	);
});

describe('a callback that a gateway with ids of its own passes on as it is', () => {
	const gateway = useEmulator({ dialect: 'new-api-public-ids', hold: true, jobDurationMs: 0 });
	const parkingAtGateway = useParking(gateway);

	it.each(['V1', '2.0'])(
		'resumes the execution by its external task ID, in the form of %s',
		async (version) => {
			const parked = await parkingAtGateway.park();
			const [task] = gateway.emulator.tasks;
			gateway.emulator.finish(task?.id ?? '');
			const inV1 = {
				task_id: task?.id,
				task_status: 'succeed',
				task_info: { external_task_id: task?.externalId },
			};
			const inV2 = { id: task?.id, status: 'succeeded', external_id: task?.externalId };
			const { resumed } = await parked.call(version === 'V1' ? inV1 : inV2);
			expect(resumed?.items[0]?.json).toMatchObject({
				task_id: task?.publicId,
				task_status: 'succeed',
			});
		},
	);
});

describe('a callback is acknowledged, and the execution stays parked', () => {
	it('when the task has not ended', async () => {
		const parked = await parking.park();
		const result = await parked.call(callback('processing'));
		expect(result).toEqual({ status: 200, message: 'still waiting', resumed: undefined });
	});

	it('when it says that the task has ended, but Kling does not', async () => {
		const parked = await parking.park();
		const result = await parked.call(callback('succeed'));
		expect(result).toEqual({ status: 200, message: 'still waiting', resumed: undefined });
	});

	it.each([2, 3])('when one of %i tasks has not ended', async (count) => {
		const parked = await parking.park(creationOnCallback, { items: emptyItems(count) });
		for (let index = 1; index < count; index++) finish(index);
		const result = await parked.call(callback('succeed', 1));
		expect(result).toEqual({ status: 200, message: 'still waiting', resumed: undefined });
	});

	it('when the task is not one of its own, and Kling is not asked', async () => {
		const parked = await parking.park();
		finish();
		const { queries } = kling.emulator.counts;
		const result = await parked.call({ task_id: 'other', task_status: 'succeed' });
		expect(result).toEqual({ status: 200, message: 'not awaited', resumed: undefined });
		expect(kling.emulator.counts.queries).toBe(queries);
	});
});

describe('nonsense', () => {
	it.each([
		['no JSON', Buffer.from('hello')],
		['nothing', Buffer.alloc(0)],
		['other JSON', { hello: 'world' }],
		['a list', []],
		['an unknown status', { task_id: 'a', task_status: 'hacked' }],
		['an id that is a path', { task_id: '../admin', task_status: 'succeed' }],
		['too much', { task_id: 'a', task_status: 'succeed', padding: 'x'.repeat(70_000) }],
	])('is refused, and Kling is not asked: %s', async (_what, body) => {
		const parked = await parking.park();
		finish();
		const { queries } = kling.emulator.counts;
		const result = await parked.call(body);
		expect(result).toEqual({ status: 400, message: 'not a Kling task', resumed: undefined });
		expect(kling.emulator.counts.queries).toBe(queries);
	});
});

describe('a callback that cannot be checked', () => {
	const unchecked = {
		status: 503,
		message: 'the tasks cannot be checked now',
		resumed: undefined,
	};
	const faults: Array<[string, Omit<Fault, 'on'>]> = [
		['Kling is down', { error: { code: 5001 } }],
		['the connection breaks', { reset: true }],
		['a proxy answers', { html: true }],
		['the key is refused', { error: { code: 1002 } }],
	];

	/** Only for this test's task, because executions of earlier tests may still ask for theirs. */
	const failQueries = (fault: Omit<Fault, 'on'>) =>
		kling.emulator.faults.add({ on: 'get', taskId: kling.emulator.tasks[0]?.id, ...fault });

	it.each(faults)('gets no 2xx, so that it is repeated, when %s', async (_why, fault) => {
		const parked = await parking.park();
		finish();
		failQueries({ times: ALL_TRIES, ...fault });
		expect(await parked.call(callback('succeed'))).toEqual(unchecked);
	});

	it('resumes the execution when it is repeated', async () => {
		const parked = await parking.park();
		finish();
		failQueries({ times: ALL_TRIES, error: { code: 5001 } });
		await parked.call(callback('succeed'));
		const { resumed } = await parked.call(callback('succeed'));
		expect(resumed?.items[0]?.json.task_status).toBe('succeed');
	});

	it('is checked by a second query when the first one fails', async () => {
		const parked = await parking.park();
		finish();
		failQueries({ error: { code: 5000 } });
		const { resumed } = await parked.call(callback('succeed'));
		expect(resumed?.items[0]?.json.task_status).toBe('succeed');
	});
});

describe('callbacks at the same moment', () => {
	const download = { ...creationOnCallback, downloadVideo: true };

	it('fetch the videos once: the second one has to be repeated', async () => {
		const parked = await parking.park(download);
		finish();
		kling.emulator.faults.add({ on: 'download', delayMs: 300 });
		const first = parked.call(callback('succeed'));
		await pollUntil(() => kling.emulator.counts.downloads === 1);
		const second = await parked.call(callback('succeed'));
		expect(second).toEqual({ status: 503, message: 'already resuming', resumed: undefined });
		expect((await first).resumed?.items[0]?.binary).toHaveProperty('data');
		expect(kling.emulator.counts.downloads).toBe(1);
	});

	it('of another execution do not wait for each other', async () => {
		const [first, second] = [
			await parking.park(download, { executionId: '1' }),
			await parking.park(download, { executionId: '2' }),
		];
		finish(0);
		finish(1);
		kling.emulator.faults.add({ on: 'download', delayMs: 300 });
		const slow = first.call(callback('succeed', 0));
		await pollUntil(() => kling.emulator.counts.downloads === 1);
		expect((await second.call(callback('succeed', 1))).status).toBe(200);
		expect((await slow).status).toBe(200);
	});

	it('resume the execution once, although n8n would accept each of them', async () => {
		const parked = await parking.park();
		finish();
		await parked.call(callback('succeed'));
		const second = await parked.call(callback('succeed'));
		expect(second).toEqual({ status: 200, message: 'already resumed', resumed: undefined });
	});

	it('allow one that comes a minute later to resume the execution, in case n8n did not', async () => {
		const parked = await parking.park();
		finish();
		await parked.call(callback('succeed'));
		const later = Date.now() + 61_000;
		const clock = jest.spyOn(Date, 'now').mockReturnValue(later);
		const { resumed } = await parked.call(callback('succeed'));
		clock.mockRestore();
		expect(resumed).toBeDefined();
	});
});
