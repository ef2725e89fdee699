import { describe, expect, it } from '@jest/globals';
import type { INode, INodeExecutionData } from 'n8n-workflow';
import {
	creation,
	creationAndWait,
	tokenCredential,
	useEmulator,
} from '../support/engine/useEmulator.mts';

const kling = useEmulator({ jobDurationMs: 40, quota: 50 });

const regularOutput: Partial<INode> = { onError: 'continueRegularOutput' };
const errorOutput: Partial<INode> = { onError: 'continueErrorOutput' };

/** Ten items, of which the fifth lacks a video. */
const tenItems: INodeExecutionData[] = Array.from({ length: 10 }, (_, index) => ({
	json: { name: `item-${index}`, videoUrl: index === 4 ? '' : creation.videoUrl },
}));
const perItem = {
	videoUrl: '={{ $json.videoUrl }}',
	options: { externalTaskId: '={{ $json.name }}' },
};
const others = [0, 1, 2, 3, 5, 6, 7, 8, 9];

const positions = (items: INodeExecutionData[]) => items.map(({ pairedItem }) => pairedItem);
const names = (items: INodeExecutionData[]) => items.map(({ json }) => json.external_task_id);

describe('Continue On Fail, ten items, one of them bad', () => {
	it.each([
		['Create', creation],
		['Create and Wait', creationAndWait],
	])('%s outputs all of them in the order of the input', async (_name, parameters) => {
		const options = { items: tenItems, settings: regularOutput };
		const { items, error } = await kling.run({ ...parameters, ...perItem }, options);
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.error ?? json.external_task_id)).toEqual(
			tenItems.map(({ json }, index) => (index === 4 ? 'Video URL is empty' : json.name)),
		);
		expect(positions(items)).toEqual(tenItems.map((_, item) => ({ item })));
	});

	it('sends nothing for the bad one', async () => {
		await kling.run({ ...creation, ...perItem }, { items: tenItems, settings: regularOutput });
		expect(kling.emulator.counts.charges).toBe(9);
	});

	it('applies an expression that fails in the options of one item to that item only', async () => {
		const options = { pollingInterval: '={{ $json.name === "item-4" ? $("Nowhere").item : 1 }}' };
		const { items } = await kling.run(
			{ ...creationAndWait, options },
			{ items: tenItems, settings: regularOutput },
		);
		expect(items.map(({ json }) => typeof json.error)).toEqual(
			tenItems.map((_, index) => (index === 4 ? 'string' : 'undefined')),
		);
	});

	it('gives the error item only keys that every n8n allows', async () => {
		const options = { items: tenItems, settings: regularOutput };
		const { items } = await kling.run({ ...creation, ...perItem }, options);
		expect(items[4]?.json).toEqual({
			error: 'Video URL is empty',
			message: { advice: expect.any(String), kind: 'input' },
		});
	});
});

describe('the error output, ten items, one of them bad', () => {
	it.each([
		['Create', creation],
		['Create and Wait', creationAndWait],
	])('%s separates good and bad items', async (_name, parameters) => {
		const options = { items: tenItems, settings: errorOutput };
		const result = await kling.run({ ...parameters, ...perItem }, options);
		expect(names(result.items)).toEqual(others.map((index) => `item-${index}`));
		expect(positions(result.items)).toEqual(others.map((item) => ({ item })));
		expect(positions(result.errorItems)).toEqual([{ item: 4 }]);
		expect(result.errorItems[0]?.json).toMatchObject({
			name: 'item-4',
			error: 'Video URL is empty',
		});
	});
});

describe('an error item', () => {
	it("has Kling's code, status and request ID", async () => {
		kling.emulator.faults.add({ on: 'create', error: { code: 1301 } });
		const { items } = await kling.run(creation, { settings: regularOutput });
		expect(items[0]?.json.message).toEqual({
			advice: expect.any(String),
			kind: 'refused',
			http_status: 400,
			code: 1301,
			request_id: expect.any(String),
			external_task_id: expect.any(String),
		});
	});

	it('names the task that failed', async () => {
		kling.emulator.nextTask({ fails: 'Image pixel is invalid' });
		const { errorItems } = await kling.run(creationAndWait, { settings: errorOutput });
		expect(errorItems[0]?.json).toMatchObject({
			error: 'Kling could not make the video: Image pixel is invalid',
			message: { task_id: kling.emulator.tasks[0]?.id },
		});
	});

	it('is output for each task that Get does not find', async () => {
		const taskId = await kling.createTask();
		const items = ['unknown', taskId, ''].map((id) => ({ json: { id } }));
		const result = await kling.run(
			{ operation: 'get', taskId: '={{ $json.id }}' },
			{ items, settings: errorOutput },
		);
		expect(positions(result.items)).toEqual([{ item: 1 }]);
		expect(positions(result.errorItems)).toEqual([{ item: 0 }, { item: 2 }]);
	});

	it('is output for each task that Wait does not find', async () => {
		const taskId = await kling.createTask();
		const items = ['unknown', taskId, ''].map((id) => ({ json: { id } }));
		const result = await kling.run(
			{ operation: 'wait', taskId: '={{ $json.id }}', options: { pollingInterval: 1 } },
			{ items, settings: errorOutput },
		);
		expect(positions(result.items)).toEqual([{ item: 1 }]);
		expect(positions(result.errorItems)).toEqual([{ item: 0 }, { item: 2 }]);
	});

	it('is output for a limit of Get Many that is not a number', async () => {
		const items = [{ json: { limit: 'many' } }, { json: { limit: 5 } }];
		await kling.createTask();
		const result = await kling.run(
			{ operation: 'getAll', limit: '={{ $json.limit }}' },
			{ items, settings: errorOutput },
		);
		expect(positions(result.items)).toEqual([{ item: 1 }]);
		expect(positions(result.errorItems)).toEqual([{ item: 0 }]);
	});
});

describe('a problem of the credential, for all items', () => {
	const items = [{ json: {} }, { json: {} }];

	it.each(['create', 'createAndWait', 'get', 'getAll', 'wait'])(
		'sends each item of %s to the error output',
		async (operation) => {
			const credential = tokenCredential(kling.emulator.baseUrl, '');
			const result = await kling.run(
				{ ...creation, operation, taskId: 'any' },
				{ items, credential, settings: errorOutput },
			);
			expect(result.items).toEqual([]);
			expect(result.errorItems).toEqual(
				[0, 1].map((item) => ({
					json: {
						error: 'The credential has no API token',
						message: { advice: expect.any(String), kind: 'input' },
					},
					pairedItem: { item },
				})),
			);
		},
	);

	it('does so when the node has no credential at all', async () => {
		const settings = { ...errorOutput, credentials: {} };
		const result = await kling.run(creation, { items, settings });
		expect(result.items).toEqual([]);
		expect(positions(result.errorItems)).toEqual([{ item: 0 }, { item: 1 }]);
	});

	it('does so when Kling refuses the key', async () => {
		const credential = tokenCredential(kling.emulator.baseUrl, 'wrong');
		const result = await kling.run(creationAndWait, { items, credential, settings: errorOutput });
		expect(result.items).toEqual([]);
		expect(positions(result.errorItems)).toEqual([{ item: 0 }, { item: 1 }]);
	});
});
