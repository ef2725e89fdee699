import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { PolledTrigger } from '../../support/engine/pollNode.mts';
import { tokenCredential, useEmulator } from '../../support/engine/useEmulator.mts';
import { pollIds, usePolledAccount } from '../../support/engine/usePolledAccount.mts';
import { pollUntil } from '../../support/pollUntil.mts';

const { kling, createRunning, createEnded, publish } = usePolledAccount();
const gateway = useEmulator({ dialect: 'new-api' });

afterEach(() => {
	jest.restoreAllMocks();
});

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

	it('begins anew at once when it is published again just after it was started', async () => {
		const trigger = await publish();
		await createEnded();
		await trigger.poll();
		trigger.activate('activate');
		await trigger.poll();
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

	it('continues where another process of n8n has ended', async () => {
		const trigger = await publish();
		await createEnded();
		const another = await publish();

		trigger.pollDurably(another.staticData());

		expect(await pollIds(trigger)).toEqual([]);
	});

	it('begins anew with another credential', async () => {
		const trigger = await publish();
		await createEnded();

		trigger.useCredential('2');

		expect(await pollIds(trigger)).toEqual([]);
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

	it('waits until n8n has stored what the previous one has brought', async () => {
		const trigger = await publish();
		const before = trigger.staticData();
		const task = await createEnded();
		await trigger.poll();

		trigger.pollDurably(before);
		expect(await pollIds(trigger)).toEqual([]);

		// n8n could not store it.
		jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 31_000);
		trigger.pollDurably(before);
		expect(await pollIds(trigger)).toEqual([task.id]);
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
