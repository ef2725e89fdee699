import { describe, expect, it } from '@jest/globals';
import { searchTasks } from '../../../nodes/KlingMotionControl/methods/searchTasks';
import { createListContext } from '../../support/engine/runNode.mts';
import { tokenCredential, useEmulator } from '../../support/engine/useEmulator.mts';

const kling = useEmulator({ quota: 1000, jobDurationMs: 60_000 });

const search = async (filter?: string, page?: string, credential = kling.credential) =>
	await searchTasks.call(createListContext(credential), filter, page);

describe('the list of the field Motion Video', () => {
	it('shows the tasks of the account, newest first, with what distinguishes them', async () => {
		const old = await kling.createTask('order-1');
		kling.emulator.finish(old);
		const recent = await kling.createTask();
		const { results } = await search();
		expect(results.map(({ value }) => value)).toEqual([recent, old]);
		const shortId = (id: string) => `…${id.slice(-6)}`;
		expect(results.map(({ name }) => name)).toEqual([
			expect.stringMatching(/^\d{1,2} \w{3,4} \d{4}, \d\d:\d\d · Queued · …\d{6}$/),
			expect.stringMatching(/^order-1 · .+ · Ready · …\d{6}$/),
		]);
		expect(results[0]?.name).toContain(shortId(recent));
	});

	it('is empty when there is no task', async () => {
		expect(await search()).toEqual({ results: [], paginationToken: undefined });
	});

	it('shows what the user searches for: a name in any case, or an ID', async () => {
		await kling.createTask('order-1');
		const wanted = await kling.createTask('Order-2');
		for (const text of ['ORDER-2', wanted]) {
			const { results } = await search(text);
			expect(results.map(({ value }) => value)).toEqual([wanted]);
		}
	});

	it('goes on from page to page', async () => {
		for (let count = 0; count < 51; count++) await kling.createTask();
		const first = await search();
		expect(first.results).toHaveLength(50);
		const second = await search(undefined, String(first.paginationToken));
		expect(second).toEqual({ results: [expect.anything()], paginationToken: undefined });
	});

	it('explains why there is none', async () => {
		const credential = tokenCredential(kling.emulator.baseUrl, 'wrong');
		await expect(search(undefined, undefined, credential)).rejects.toMatchObject({
			name: 'NodeApiError',
			message: expect.stringMatching(/^Kling does not know this credential/),
		});
	});

	it('says what the credential lacks', async () => {
		const credential = tokenCredential(kling.emulator.baseUrl, '');
		await expect(search(undefined, undefined, credential)).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: 'The credential has no API token',
		});
	});
});
