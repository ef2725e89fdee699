import { describe, expect, it } from '@jest/globals';
import { itemsNamed, namedLikeItem } from '../support/engine/namedItems.mts';
import { creation, creationAndWait, useEmulator } from '../support/engine/useEmulator.mts';
import { pollUntil } from '../support/pollUntil.mts';

const QUOTA = 2;
const kling = useEmulator({ jobDurationMs: 400, quota: QUOTA });

const named = { options: { pollingInterval: 1, ...namedLikeItem } };
const namesOf = (items: Array<{ json: Record<string, unknown> }>) =>
	items.map(({ json }) => json.external_task_id);

describe('more items than the account can run at once', () => {
	it.each([
		['Create', creation],
		['Create and Wait', creationAndWait],
	])(
		'all get a place in their order, and the quota is never exceeded (%s)',
		async (_, parameters) => {
			const names = ['a', 'b', 'c', 'd', 'e'];
			const items = itemsNamed(...names);
			const result = await kling.run({ ...parameters, ...named }, { items });
			expect(result.error).toBeUndefined();
			expect(namesOf(result.items)).toEqual(names);
			expect(kling.emulator.counts).toMatchObject({ charges: 5, maxConcurrent: QUOTA });
		},
	);

	it('end with an error that says so when no place becomes free in time, and nothing is lost', async () => {
		kling.emulator.nextTask({ hold: true, times: QUOTA });
		const options = { ...named.options, queueTimeLimit: 0.5 };
		const { error } = await kling.run(
			{ ...creation, options },
			{ items: itemsNamed('a', 'b', 'c') },
		);
		expect(error?.message).toBe('The account had no free place for this video within 0.5 minutes');
		expect(error).toMatchObject({ context: { itemIndex: 2 } });
		for (const { id } of kling.emulator.tasks) expect(error?.description).toContain(id);
	});

	it('leave the queue when one of them is refused', async () => {
		kling.emulator.nextTask({ hold: true, times: QUOTA });
		const running = kling.start(
			{ ...creationAndWait, ...named },
			{ items: itemsNamed('a', 'b', 'c') },
		);
		await pollUntil(() => kling.emulator.requests.some(({ status }) => status === 429));
		// The third one must not get the place of the first before it leaves the queue.
		kling.emulator.faults.add({ on: 'create', error: { code: 1303 }, times: 1000 });
		kling.emulator.finish(kling.emulator.tasks[0]?.id ?? '', { fails: 'Image pixel is invalid' });
		const { error } = await running.result;
		expect(error?.message).toBe('Kling could not make the video: Image pixel is invalid');
	});
});

describe('an execution that waits for a place', () => {
	it('ends at once when it is stopped', async () => {
		kling.emulator.nextTask({ hold: true, times: QUOTA });
		const running = kling.start(creation, { items: itemsNamed('a', 'b', 'c') });
		await pollUntil(() => kling.emulator.requests.some(({ status }) => status === 429));
		running.stop();
		expect((await running.result).status).toBe('canceled');
	});

	it('does not wait behind all items of another one', async () => {
		const many = kling.start(creationAndWait, {
			items: itemsNamed(...'abcdefghij'),
			executionId: '1',
		});
		await pollUntil(() => kling.emulator.requests.some(({ status }) => status === 429));
		await kling.run(creationAndWait, { executionId: '2' });
		await many.result;
		const names = kling.emulator.tasks.map(({ externalId }) => externalId);
		const position = names.findIndex((name) => name?.startsWith('n8n-2-'));
		expect(names).toHaveLength(11);
		expect(position).toBeLessThan(9);
	});
});
