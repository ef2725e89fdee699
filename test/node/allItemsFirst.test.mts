import { describe, expect, it } from '@jest/globals';
import { creation, creationAndWait, useEmulator } from '../support/engine/useEmulator.mts';

const kling = useEmulator({ jobDurationMs: 40 });
const url = 'http://127.0.0.1/character.png';
const rows = (...urls: string[]) => urls.map((imageUrl, row) => ({ json: { imageUrl, row } }));
const fromRow = { imageUrl: '={{ $json.imageUrl }}' };

describe.each([
	['Create', creation],
	['Create and Wait', creationAndWait],
])('%s', (_name, parameters) => {
	it('sends nothing when one of the items is wrong', async () => {
		const { error } = await kling.run({ ...parameters, ...fromRow }, { items: rows(url, '', url) });
		expect(error?.message).toBe('Image URL is empty');
		expect(error).toMatchObject({ context: { itemIndex: 1 } });
		expect(kling.emulator.requests).toEqual([]);
	});

	it('names every item that is wrong', async () => {
		const items = rows(url, '', 'not a link', url);
		const { error } = await kling.run({ ...parameters, ...fromRow }, { items });
		expect(error).toMatchObject({ context: { itemIndex: 1 } });
		expect(error?.description).toContain('Item 2: Image URL');
	});

	it('makes the others when the node continues on errors', async () => {
		const settings = { onError: 'continueRegularOutput' } as const;
		const { items } = await kling.run(
			{ ...parameters, ...fromRow },
			{ items: rows(url, '', url), settings },
		);
		expect(items.map(({ json }) => json.error ?? 'made')).toEqual([
			'made',
			'Image URL is empty',
			'made',
		]);
		expect(kling.emulator.counts.charges).toBe(2);
	});
});

describe('one External Task ID', () => {
	const shared = { options: { externalTaskId: 'order-1' } };

	it('for different items is refused, with the items named', async () => {
		const parameters = { ...creation, ...shared, prompt: '={{ $json.row }}' };
		const { error } = await kling.run(parameters, { items: rows(url, url, url) });
		expect(error?.message).toBe(
			'Items 0, 1 and 2 differ, but have the same External Task ID "order-1"',
		);
		expect(kling.emulator.requests).toEqual([]);
	});

	it('for equal items is one video', async () => {
		const { items, error } = await kling.run({ ...creation, ...shared }, { items: rows(url, url) });
		expect(error).toBeUndefined();
		expect(new Set(items.map(({ json }) => json.task_id)).size).toBe(1);
		expect(kling.emulator.counts.charges).toBe(1);
	});
});
