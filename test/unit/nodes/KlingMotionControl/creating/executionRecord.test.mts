import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
	ExecutionRecord,
	packTexts,
} from '../../../../../nodes/KlingMotionControl/creating/executionRecord';
import { StoredExecution } from '../../../../support/engine/storedExecution.mts';

const idOf = (index: number) => String(831234567890000000n + BigInt(index));
const idsOf = (count: number) => Array.from({ length: count }, (_, index) => idOf(index));

/** Opens the record as a node does when it starts to run. */
function open(execution: StoredExecution): ExecutionRecord {
	const context = execution.node();
	return new ExecutionRecord(context, context.getWorkflowDataProxy(0));
}

function addAll(record: ExecutionRecord, ids: string[]): void {
	for (const id of ids) record.addTask(id, `external-${id}`);
}

const isTaskKey = (key: string) => key.startsWith('kling_task_ids');

/** All ids in the custom data. */
function namedIn({ customData }: StoredExecution): string[] {
	return Object.entries(customData)
		.filter(([key]) => isTaskKey(key))
		.flatMap(([, text]) => (text === '' ? [] : text.split(', ')));
}

describe('packTexts', () => {
	const texts = fc.array(fc.stringMatching(/^[0-9a-z]{1,20}$/), { maxLength: 100 });
	const lengths = fc.integer({ min: 20, max: 512 });

	it('loses nothing, and keeps the order', () => {
		fc.assert(
			fc.property(texts, lengths, (all, length) => {
				expect(packTexts(all, length).flatMap((line) => line.split(', '))).toEqual(all);
			}),
		);
	});

	it('makes no line longer than it may be', () => {
		fc.assert(
			fc.property(texts, lengths, (all, length) => {
				for (const line of packTexts(all, length)) {
					expect(line.length).toBeLessThanOrEqual(length);
				}
			}),
		);
	});

	it('begins a line only when the text does not fit into the previous one', () => {
		fc.assert(
			fc.property(texts, lengths, (all, length) => {
				const lines = packTexts(all, length);
				for (const [index, line] of lines.slice(1).entries()) {
					const [first] = line.split(', ');
					expect(`${lines[index]}, ${first}`.length).toBeGreaterThan(length);
				}
			}),
		);
	});

	it('does not cut a text that is longer than a line', () => {
		expect(packTexts(['abcdef', 'g'], 3)).toEqual(['abcdef', 'g']);
	});
});

describe('the custom data of an execution', () => {
	it('names each task as soon as there is one', () => {
		const execution = new StoredExecution();
		addAll(open(execution), ['task-1', 'task-2']);
		expect(execution.customData.kling_task_ids).toBe('task-1, task-2');
	});

	it.each([1, 12, 13, 100, 108, 109, 150, 200])('names %i tasks, each of them once', (count) => {
		const execution = new StoredExecution();
		addAll(open(execution), idsOf(count));
		expect(namedIn(execution)).toEqual(idsOf(count));
	});

	it('has room for two hundred ids of 18 digits besides a request without a response', () => {
		const execution = new StoredExecution();
		const record = open(execution);
		addAll(record, idsOf(200));
		record.addSending('n8n-100-k3x9qa-ab12-0-200-1');
		expect(namedIn(execution)).toEqual(expect.arrayContaining(idsOf(200)));
		expect(execution.customData.kling_external_ids_without_response).toBe(
			'n8n-100-k3x9qa-ab12-0-200-1',
		);
	});

	it('keeps lines short for as long as it can, because n8n warns of long ones in its log', () => {
		const execution = new StoredExecution();
		addAll(open(execution), idsOf(100));
		for (const text of Object.values(execution.customData)) {
			expect(text.length).toBeLessThanOrEqual(255);
		}
	});

	it('does not change the keys of the user', () => {
		const execution = new StoredExecution();
		const users = { order: '7', customer: 'Ada', kling: 'mine' };
		Object.assign(execution.customData, users);
		addAll(open(execution), idsOf(200));
		expect(execution.customData).toMatchObject(users);
	});

	it('says how many tasks have found no room, and where they are named', () => {
		const execution = new StoredExecution();
		Object.assign(execution.customData, { order: '7', customer: 'Ada', kling: 'mine' });
		addAll(open(execution), idsOf(150));
		addAll(open(execution), idsOf(200).slice(150));
		const named = namedIn(execution);
		const ids = named.slice(0, -1);
		expect(ids).toEqual(idsOf(ids.length));
		// Six keys of up to 25 ids are left.
		expect(ids.length).toBeGreaterThanOrEqual(6 * 25 - 3);
		const unnamed = 200 - ids.length;
		expect(named.at(-1)).toMatch(new RegExp(`^and ${unnamed} more: see n8n's log or`));
	});

	it('keeps what an earlier run or another node has recorded', () => {
		const execution = new StoredExecution();
		addAll(open(execution), idsOf(120));
		addAll(open(execution), idsOf(150));
		expect(namedIn(execution)).toEqual(idsOf(150));
		addAll(open(execution), idsOf(200));
		expect(namedIn(execution)).toEqual(idsOf(200));
	});

	it('keeps all ids for any number of tasks in any number of runs', () => {
		const runs = fc.array(fc.integer({ min: 0, max: 80 }), { maxLength: 5 });
		fc.assert(
			fc.property(runs, (counts) => {
				const execution = new StoredExecution();
				let made = 0;
				for (const count of counts) {
					const ids = idsOf(Math.min(200, made + count)).slice(made);
					addAll(open(execution), ids);
					made += ids.length;
				}
				expect(namedIn(execution)).toEqual(made === 0 ? [] : idsOf(made));
			}),
		);
	});

	it('may be missing, as in some contexts of n8n', () => {
		const execution = new StoredExecution();
		const context = execution.node();
		const proxy = { ...context.getWorkflowDataProxy(0), $execution: undefined };
		addAll(new ExecutionRecord(context, proxy as never), ['task-1']);
		expect(execution.logged).toHaveLength(1);
	});
});

describe('a request without a response', () => {
	const key = 'kling_external_ids_without_response';

	it('is named from the moment it is sent', () => {
		const execution = new StoredExecution();
		const record = open(execution);
		record.addSending('item-1');
		record.addSending('item-2');
		expect(execution.customData[key]).toBe('item-1, item-2');
	});

	it.each<[string, (record: ExecutionRecord) => void]>([
		['is refused', (record) => record.removeSending('item-1')],
		['has made a task', (record) => record.addTask('task-1', 'item-1')],
	])('is not named any more when it %s', (_how, end) => {
		const execution = new StoredExecution();
		const record = open(execution);
		record.addSending('item-1');
		record.addSending('item-2');
		end(record);
		expect(execution.customData[key]).toBe('item-2');
	});

	it('is named completely or not at all', () => {
		const execution = new StoredExecution();
		const record = open(execution);
		const ids = Array.from({ length: 50 }, (_, index) => `n8n-100-k3x9qa-ab12-0-${index}-1`);
		for (const id of ids) record.addSending(id);
		const named = (execution.customData[key] ?? '').split(', ');
		expect(named).toEqual(ids.slice(0, named.length));
		expect(named.length).toBeGreaterThan(5);
	});

	it('of an earlier run, or of another node, stays named', () => {
		const execution = new StoredExecution();
		open(execution).addSending('item-1');
		open(execution).addSending('item-2');
		expect(execution.customData[key]).toBe('item-1, item-2');
	});
});

describe('n8n’s log', () => {
	it('has a line for each task, with its ids and the execution', () => {
		const execution = new StoredExecution();
		const record = open(execution);
		record.addTask('task-1', 'item-1');
		record.addTask('task-1', 'item-1');
		expect(execution.logged).toEqual([
			'Kling Motion Control: task task-1 (external task ID item-1) belongs to execution 100',
		]);
	});
});
