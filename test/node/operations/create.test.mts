import { describe, expect, it } from '@jest/globals';
import { creation, useEmulator } from '../../support/engine/useEmulator.mts';

const kling = useEmulator();

describe('Create', () => {
	it('returns the task at once, without a query', async () => {
		const { items } = await kling.run(creation);
		expect(items[0]?.json).toMatchObject({
			task_id: kling.emulator.tasks[0]?.id,
			task_status: 'submitted',
		});
		expect(kling.emulator.requests).toHaveLength(1);
	});

	it('sends what Kling requires, and nothing that the user did not ask for', async () => {
		const { items } = await kling.run(creation);
		expect(kling.emulator.requests[0]?.body).toEqual({
			image_url: creation.imageUrl,
			video_url: creation.videoUrl,
			character_orientation: 'image',
			mode: 'std',
			model_name: 'kling-v2-6',
			keep_original_sound: 'yes',
			external_task_id: items[0]?.json.external_task_id,
		});
	});

	it('sends every field that the user fills in', async () => {
		await kling.run({
			...creation,
			characterOrientation: 'video',
			videoMode: 'pro',
			prompt: 'The mascot dances on a beach',
			keepOriginalSound: false,
			model: 'kling-v3',
			options: {
				additionalBodyFields: '{"element_list": [{"element_id": 42}]}',
				callbackUrl: 'http://127.0.0.1/callback',
				externalTaskId: 'order-1042',
				watermark: true,
			},
		});
		expect(kling.emulator.requests.at(-1)?.body).toEqual({
			image_url: creation.imageUrl,
			video_url: creation.videoUrl,
			character_orientation: 'video',
			mode: 'pro',
			prompt: 'The mascot dances on a beach',
			keep_original_sound: 'no',
			model_name: 'kling-v3',
			watermark_info: { enabled: true },
			callback_url: 'http://127.0.0.1/callback',
			external_task_id: 'order-1042',
			element_list: [{ element_id: 42 }],
		});
	});

	it('does not change URLs with long signed queries', async () => {
		const videoUrl = 'http://127.0.0.1/a.mp4?X-Sig=a%2Fb%2Bc==&Expires=1&x=%E4%BD%A0';
		await kling.run({ ...creation, videoUrl });
		expect(kling.emulator.tasks[0]?.body.video_url).toBe(videoUrl);
	});

	it('takes the parameters of each item from that item', async () => {
		const items = ['a', 'b', 'c'].map((prompt) => ({ json: { prompt } }));
		await kling.run({ ...creation, prompt: '={{ $json.prompt }}' }, { items });
		const prompts = kling.emulator.tasks.map(({ body }) => body.prompt);
		expect(prompts.toSorted()).toEqual(['a', 'b', 'c']);
	});

	it('keeps the order of the items', async () => {
		const items = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ json: { name } }));
		kling.emulator.faults.add({ on: 'create', delayMs: 50, taskId: 'a' });
		const options = { externalTaskId: '={{ $json.name }}' };
		const result = await kling.run({ ...creation, options }, { items });
		expect(result.items.map(({ json }) => json.external_task_id)).toEqual([
			'a',
			'b',
			'c',
			'd',
			'e',
		]);
	});
});

describe('the external task ID that Create derives', () => {
	const externalIds = async (executionId: string) => {
		kling.emulator.reset();
		const { items } = await kling.run(creation, {
			executionId,
			items: [{ json: {} }, { json: {} }],
		});
		return items.map(({ json }) => json.external_task_id);
	};

	it('differs for each item', async () => {
		const [first, second] = await externalIds('1');
		expect(first).not.toBe(second);
	});

	it('differs for another execution with the same number, as after a database has been restored', async () => {
		const [first] = await externalIds('1');
		const [second] = await externalIds('1');
		expect(first).not.toBe(second);
	});

	it('begins with the number of the execution, by which Get Many finds it', async () => {
		const [first] = await externalIds('4711');
		expect(first).toMatch(/^n8n-4711-/);
	});

	it('differs for each execution', async () => {
		const [first] = await externalIds('1');
		const [second] = await externalIds('2');
		expect(first).not.toBe(second);
	});
});

describe('the external task ID of the user', () => {
	const parameters = { ...creation, options: { externalTaskId: 'order-1042' } };

	it('goes to Kling and into the output', async () => {
		const { items } = await kling.run(parameters);
		expect(kling.emulator.tasks[0]?.externalId).toBe('order-1042');
		expect(items[0]?.json.external_task_id).toBe('order-1042');
	});

	it('leads to the task that already has it, which is not paid for again', async () => {
		const first = await kling.run(parameters, { executionId: '1' });
		const second = await kling.run(parameters, { executionId: '2' });
		expect(second.items[0]?.json.task_id).toBe(first.items[0]?.json.task_id);
		expect(kling.emulator.counts).toMatchObject({ creates: 1, charges: 1 });
	});
});
