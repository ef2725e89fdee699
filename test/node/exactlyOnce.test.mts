import { describe, expect, it } from '@jest/globals';
import { itemsNamed, namedLikeItem } from '../support/engine/namedItems.mts';
import { creation, creationAndWait, useEmulator } from '../support/engine/useEmulator.mts';

const kling = useEmulator({ jobDurationMs: 40 });

describe('a create whose response is lost', () => {
	it('leads to the task that was created', async () => {
		kling.emulator.faults.add({ on: 'create', lostAnswer: true });
		const { items, error } = await kling.run(creation);
		expect(error).toBeUndefined();
		expect(items[0]?.json.task_id).toBe(kling.emulator.tasks[0]?.id);
		expect(kling.emulator.counts).toMatchObject({ creates: 1, charges: 1 });
	});

	it('leads to the finished video when the node waits', async () => {
		kling.emulator.faults.add({ on: 'create', lostAnswer: true });
		const { items } = await kling.run(creationAndWait);
		expect(items[0]?.json.task_status).toBe('succeed');
		expect(kling.emulator.counts).toMatchObject({ creates: 1, charges: 1 });
	});
});

/** Faults after which it is unknown whether the create has worked. */
const AMBIGUOUS = [
	['a broken connection', { reset: true }],
	['an internal error', { error: { code: 5000 } }],
	['an HTML page', { html: true }],
	['an empty answer', { empty: true }],
	['JSON that is not from Kling', { body: { hello: 'world' } }],
] as const;

describe('a create with an unknown outcome, at a host that refuses a second one', () => {
	it.each(AMBIGUOUS)('is sent again after %s, and paid for once', async (_name, fault) => {
		await kling.run(creation);
		kling.emulator.faults.add({ on: 'create', ...fault });
		const { error, items } = await kling.run(creation);
		expect(error).toBeUndefined();
		expect(items[0]?.json.task_id).toBe(kling.emulator.tasks[1]?.id);
		expect(kling.emulator.counts).toMatchObject({ creates: 3, charges: 2 });
	});
});

describe("n8n's Retry On Fail", () => {
	const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

	it('finds the task of the previous try, which is not paid for again', async () => {
		kling.emulator.faults.add({ on: 'download', status: 403 });
		const parameters = { ...creationAndWait, downloadVideo: true };
		const { items, error } = await kling.run(parameters, { settings });
		expect(error).toBeUndefined();
		expect(items[0]?.json.task_id).toBe(kling.emulator.tasks[0]?.id);
		expect(kling.emulator.counts).toMatchObject({ downloads: 2, creates: 1, charges: 1 });
	});

	it('creates a new task after a failed one, with the number of the try in its external ID', async () => {
		kling.emulator.nextTask({ fails: 'Failure to pass the risk control system' });
		const { items, error } = await kling.run(creationAndWait, { settings });
		expect(error).toBeUndefined();
		const [failed, second] = kling.emulator.tasks.map(({ externalId }) => externalId);
		expect([failed, second]).toEqual([expect.stringMatching(/-1$/), expect.stringMatching(/-2$/)]);
		expect(items[0]?.json).toMatchObject({ task_status: 'succeed', external_task_id: second });
	});

	it('never uses a user’s own ID for another try', async () => {
		kling.emulator.nextTask({ fails: 'Failure to pass the risk control system' });
		const options = { pollingInterval: 1, externalTaskId: 'order-1' };
		const parameters = { ...creationAndWait, options };
		const { error } = await kling.run(parameters, { settings });
		expect(error?.message).toContain('"order-1" has failed in an earlier try');
		expect(error?.description).toContain('enter another one');
		expect(kling.emulator.counts.charges).toBe(1);
	});

	it('is an error again with Create when the task of a user’s own ID has failed', async () => {
		const parameters = { ...creation, options: { externalTaskId: 'order-1' } };
		kling.emulator.nextTask({ hold: true });
		await kling.run(parameters);
		kling.emulator.finish('order-1', { fails: 'Image pixel is invalid' });
		const { error } = await kling.run(parameters, { settings });
		expect(error?.message).toContain('"order-1" has failed in an earlier try');
	});

	it('needs no query for existing tasks, so that a refused query costs nothing', async () => {
		kling.emulator.faults.add({ on: 'get', error: { code: 1103 } });
		const items = itemsNamed('a', 'b');
		const { error } = await kling.run(creationAndWait, { items, settings });
		expect(error).toBeUndefined();
		expect(kling.emulator.counts).toMatchObject({ creates: 2, charges: 2 });
	});

	it('creates what the previous try could not, and takes over what it could', async () => {
		kling.emulator.faults.add({ on: 'create', taskId: 'c', error: { code: 1102 } });
		const items = itemsNamed('a', 'b', 'c');
		const parameters = { ...creation, options: namedLikeItem };
		const result = await kling.run(parameters, { items, settings });
		expect(result.items.map(({ json }) => json.external_task_id)).toEqual(['a', 'b', 'c']);
		expect(kling.emulator.counts).toMatchObject({ creates: 4, charges: 3 });
	});
});

describe('an external task ID of the user', () => {
	it.each([
		['External Task ID', { externalTaskId: 'order-1' }],
		['Additional Body Fields', { additionalBodyFields: '{"external_task_id": "order-1"}' }],
	])('in %s leads to the task that already has it', async (_field, options) => {
		const taskId = await kling.createTask('order-1');
		const { items, error } = await kling.run({ ...creation, options });
		expect(error).toBeUndefined();
		expect(items[0]?.json.task_id).toBe(taskId);
		expect(kling.emulator.counts).toMatchObject({ creates: 1, charges: 1 });
	});

	it('needs no look-up when there is none', async () => {
		await kling.run(creation);
		expect(kling.emulator.counts).toMatchObject({ queries: 0, creates: 1 });
	});
});

describe('the quota', () => {
	it('is waited for, and the create is sent again', async () => {
		kling.emulator.faults.add({ on: 'create', error: { code: 1303 }, times: 3 });
		const { items } = await kling.run(creation);
		expect(items[0]?.json.task_id).toBe(kling.emulator.tasks[0]?.id);
		expect(kling.emulator.counts).toMatchObject({ creates: 4, charges: 1 });
	});
});
