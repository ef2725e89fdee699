import { describe, expect, it } from '@jest/globals';
import type { INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { bytesOf } from '../../support/engine/binaryFiles.mts';
import { creation, useEmulator } from '../../support/engine/useEmulator.mts';
import { creationOnCallback, useParking } from '../../support/engine/useParking.mts';
import type { NodeResult } from '../../support/engine/runNode.mts';
import { pollUntil } from '../../support/pollUntil.mts';

const kling = useEmulator({ hold: true, jobDurationMs: 0, quota: 50 });
const parking = useParking(kling);

const errorOutput: Partial<INode> = { onError: 'continueErrorOutput' };
const regularOutput: Partial<INode> = { onError: 'continueRegularOutput' };
const reason = 'Image pixel is invalid';

/** The task of item `b` fails. */
function finishAll(): void {
	for (const { id, externalId } of kling.emulator.tasks.toReversed()) {
		kling.emulator.finish(id, externalId === 'b' ? { fails: reason } : {});
	}
}

const itemsNamed = (...names: string[]): INodeExecutionData[] =>
	names.map((name) => ({ json: { name } }));
const named = {
	...creationOnCallback,
	options: { externalTaskId: '={{ $json.name }}' },
};

/** Parks an execution of such items, and resumes it when all of their tasks have ended. */
async function resume(
	items: INodeExecutionData[],
	parameters: INodeParameters = {},
	settings: Partial<INode> = {},
): Promise<NodeResult> {
	const parked = await parking.park({ ...named, ...parameters }, { items, settings });
	finishAll();
	const { id } = kling.emulator.tasks[0] ?? {};
	const { resumed } = await parked.call({ task_id: id, task_status: 'succeed' });
	if (!resumed) throw new Error('The execution was not resumed');
	return resumed;
}

const statuses = ({ items }: NodeResult) =>
	items.map(({ json }) => [json.external_task_id, json.task_status]);

describe('a resumed execution', () => {
	it('continues with each task, in the order of the items', async () => {
		const resumed = await resume(itemsNamed('c', 'a', 'd'));
		expect(statuses(resumed)).toEqual(['c', 'a', 'd'].map((name) => [name, 'succeed']));
	});

	it('pairs each task with its item', async () => {
		const { items } = await resume(itemsNamed('a', 'c', 'd'));
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
	});

	it('outputs the video, without a trace of the time limit', async () => {
		const { items } = await resume(itemsNamed('a'));
		const [task] = kling.emulator.tasks;
		expect(items[0]?.json).toMatchObject({
			task_id: task?.id,
			task_status: 'succeed',
			video_url: task?.videos[0]?.url,
			duration: 5.041,
		});
		expect(items[0]?.json).not.toHaveProperty('timed_out');
	});
});

describe('a host that wants no requests for a moment', () => {
	it('is asked for all tasks afterwards, by the callbacks that came meanwhile, too', async () => {
		const parked = await parking.park(named, { items: itemsNamed('a', 'c') });
		finishAll();
		const headers = { 'Retry-After': '1' };
		kling.emulator.faults.add({ on: 'get', status: 429, headers });
		const callback = { task_id: kling.emulator.tasks[0]?.id, task_status: 'succeed' };
		const first = parked.call(callback);
		await pollUntil(() => kling.emulator.requests.some(({ status }) => status === 429));

		const responses = await Promise.all([first, parked.call(callback)]);

		// Either of them may come first afterwards. The other one is then too late, or a moment early.
		const resuming = responses.filter(({ resumed: result }) => result?.items.length === 2);
		expect(resuming.map(({ status }) => status)).toEqual([200]);
		const others = responses.filter((response) => !resuming.includes(response));
		expect([[200], [503]]).toContainEqual(others.map(({ status }) => status));
	});
});

describe('a host that does not repeat the external task ID', () => {
	it('leaves it in each item', async () => {
		const parked = await parking.park(named, { items: itemsNamed('a') });
		const data = { task_id: kling.emulator.tasks[0]?.id, task_status: 'succeed' };
		kling.emulator.faults.add({ on: 'get', body: { code: 0, data } });
		const { resumed } = await parked.call(data);
		expect(resumed?.items[0]?.json.external_task_id).toBe('a');
	});
});

describe('expressions of each item', () => {
	const two: INodeExecutionData[] = [
		{ json: { name: 'a', flag: true, field: 'dance' } },
		{ json: { name: 'c', flag: false, field: 'none' } },
	];

	it('decide about Simplify', async () => {
		const { items } = await resume(two, { simplify: '={{ $json.flag }}' });
		expect(items.map(({ json }) => 'video_url' in json)).toEqual([true, false]);
		expect(items.map(({ json }) => 'task_result' in json)).toEqual([false, true]);
	});

	it('decide about Download Video and its field', async () => {
		const { items } = await resume(two, {
			downloadVideo: '={{ $json.flag }}',
			binaryPropertyName: '={{ $json.field }}',
		});
		expect(items.map(({ binary }) => Object.keys(binary ?? {}))).toEqual([['dance'], []]);
	});
});

describe('a task that failed', () => {
	it('is output as an item when the node stops on errors, which it can no longer do', async () => {
		const resumed = await resume(itemsNamed('a', 'b', 'c'));
		expect(resumed.error).toBeUndefined();
		expect(statuses(resumed)).toEqual([
			['a', 'succeed'],
			['b', 'failed'],
			['c', 'succeed'],
		]);
		expect(resumed.items[1]?.json.task_status_msg).toBe(reason);
	});

	it('is an error item in the same output when the node continues on errors', async () => {
		const { items } = await resume(itemsNamed('a', 'b', 'c'), {}, regularOutput);
		expect(items.map(({ json }) => json.error)).toEqual([
			undefined,
			`Kling could not make the video: ${reason}`,
			undefined,
		]);
	});

	it('goes to the error output if there is one', async () => {
		const { items, errorItems } = await resume(itemsNamed('a', 'b', 'c'), {}, errorOutput);
		expect(items.map(({ json }) => json.external_task_id)).toEqual(['a', 'c']);
		expect(errorItems[0]?.json).toMatchObject({
			error: `Kling could not make the video: ${reason}`,
			message: { external_task_id: 'b' },
		});
	});

	it('is an error item, too, with the setting of older workflows', async () => {
		const { items } = await resume(itemsNamed('b'), {}, { continueOnFail: true });
		expect(items[0]?.json.error).toBe(`Kling could not make the video: ${reason}`);
	});
});

describe('an item that had failed before the execution was parked', () => {
	const oneBad = { videoUrl: `={{ $json.name === "bad" ? "" : "${creation.videoUrl}" }}` };
	const items = itemsNamed('a', 'bad', 'c');

	it('is output in its place', async () => {
		const resumed = await resume(items, oneBad, regularOutput);
		expect(resumed.items.map(({ json }) => json.error ?? json.external_task_id)).toEqual([
			'a',
			'Video URL is empty',
			'c',
		]);
	});

	it('goes to the error output if there is one', async () => {
		const resumed = await resume(items, oneBad, errorOutput);
		expect(resumed.items.map(({ json }) => json.external_task_id)).toEqual(['a', 'c']);
		expect(resumed.errorItems.map(({ json }) => json.error)).toEqual(['Video URL is empty']);
	});
});

describe('Download Video', () => {
	const download = { downloadVideo: true };

	it('puts exactly the file into the item', async () => {
		const { items } = await resume(itemsNamed('a'), download);
		const [task] = kling.emulator.tasks;
		const expected = await fetch(task?.videos[0]?.url ?? '');
		const bytes = await bytesOf(items[0]?.binary?.data);
		expect(bytes.equals(Buffer.from(await expected.arrayBuffer()))).toBe(true);
	});

	it('that fails is reported in the item, which lacks only its file', async () => {
		kling.emulator.faults.add({ on: 'download', status: 403 });
		const { items, error } = await resume(itemsNamed('a'), download);
		expect(error).toBeUndefined();
		expect(items[0]).not.toHaveProperty('binary');
		expect(items[0]?.json).toMatchObject({
			task_status: 'succeed',
			video_url: expect.any(String),
			download_error: expect.stringContaining('fetch it with Get and Download Video'),
		});
	});

	it('that fails is an error item when the node continues on errors', async () => {
		kling.emulator.faults.add({ on: 'download', status: 403 });
		const { items, errorItems } = await resume(itemsNamed('a', 'c'), download, errorOutput);
		expect(items).toHaveLength(1);
		expect(errorItems[0]?.json.error).toContain('HTTP status 403');
	});
});
