import { describe, expect, it } from '@jest/globals';
import { parseTask } from '../../../../../kling/api/parseTask';
import type { KlingTask } from '../../../../../kling/task';
import { TaskJournal } from '../../../../../nodes/KlingMotionControl/creating/journal';
import { taskData } from '../../../../support/kling/fakeApi.mts';
import { StoredExecution } from '../../../../support/engine/storedExecution.mts';

const created = (id: string) => ({
	task: parseTask(taskData({ task_id: id })) as KlingTask,
	existed: false,
});
const found = (id: string) => ({ ...created(id), existed: true });

/** The journal of the node's first run, which has sent the request for item 0. */
function sendFirst() {
	const execution = new StoredExecution();
	const journal = new TaskJournal(execution.node());
	const externalId = journal.deriveExternalId(0, 1);
	const request = journal.open(0, externalId, 1);
	request.sending();
	return { execution, journal, externalId, request };
}

/** The journal as Retry On Fail finds it, or n8n's Retry in another execution. */
function runAgain(execution: StoredExecution, executionId = '100') {
	execution.store();
	return new TaskJournal(execution.node({ executionId }));
}

describe('the journal', () => {
	it('has no entry for an item without a request', () => {
		const journal = new TaskJournal(new StoredExecution().node());
		journal.open(0, 'item-1', 1);
		expect(journal.find(0)).toBeUndefined();
	});

	it('passes a request that was sent on to the next run', () => {
		const { execution, externalId } = sendFirst();
		expect(runAgain(execution).find(0)).toEqual({
			state: 'sending',
			externalId,
			taskId: null,
			executionId: '100',
			attempt: 1,
		});
	});

	it('passes a created task on to the next run', () => {
		const { execution, request } = sendFirst();
		request.made(created('task-1'));
		expect(runAgain(execution).find(0)).toMatchObject({ state: 'made', taskId: 'task-1' });
	});

	it('passes a failed task on to the next run', () => {
		const { execution, request, journal } = sendFirst();
		request.made(created('task-1'));
		journal.noteFailure(0);
		expect(runAgain(execution).find(0)).toMatchObject({ state: 'failed', taskId: 'task-1' });
	});

	it('forgets a request that created no task', () => {
		const { execution, request } = sendFirst();
		request.notMade();
		expect(runAgain(execution).find(0)).toBeUndefined();
	});

	it('keeps a failed task when the request for the next one created none', () => {
		const { execution, request, journal } = sendFirst();
		request.made(created('task-1'));
		journal.noteFailure(0);
		const second = journal.open(0, journal.deriveExternalId(0, 2), 2);
		second.sending();
		second.notMade();
		expect(runAgain(execution).find(0)).toMatchObject({ state: 'failed', attempt: 1 });
	});

	it('keeps the number of a failed try after a crash during the next one', () => {
		const { execution, request, journal } = sendFirst();
		request.made(created('task-1'));
		journal.noteFailure(0);
		journal.open(0, journal.deriveExternalId(0, 2), 2).sending();
		const afterCrash = runAgain(execution);
		afterCrash.open(0, afterCrash.deriveExternalId(0, 2), 2).notMade();
		expect(afterCrash.find(0)).toMatchObject({ state: 'failed', attempt: 1 });
	});

	it('notes no failure without a task', () => {
		const journal = new TaskJournal(new StoredExecution().node());
		journal.noteFailure(0);
		expect(journal.find(0)).toBeUndefined();
	});

	it('starts anew when n8n has restored something else', () => {
		const execution = new StoredExecution();
		execution.node().getContext('node').klingJournal = 'broken';
		expect(new TaskJournal(execution.node()).find(0)).toBeUndefined();
	});
});

describe('the external id that the node derives', () => {
	it('is the same in the next run, also in the execution that n8n’s Retry starts', () => {
		const { execution, externalId } = sendFirst();
		expect(runAgain(execution).deriveExternalId(0, 1)).toBe(externalId);
		expect(runAgain(execution, '101').deriveExternalId(0, 1)).toBe(externalId);
	});

	it('names the execution that was first', () => {
		expect(sendFirst().externalId).toMatch(/^n8n-100-[0-9a-z]{6}-[0-9a-f]{4}-0-0-1$/);
	});

	it('is different in another execution with the same number', () => {
		expect(sendFirst().externalId).not.toBe(sendFirst().externalId);
	});

	it('is different for each try', () => {
		const { journal } = sendFirst();
		expect(journal.deriveExternalId(0, 2)).not.toBe(journal.deriveExternalId(0, 1));
	});
});

describe('the execution that is called back', () => {
	it('is the one that sent the request', () => {
		const { execution } = sendFirst();
		expect(runAgain(execution, '101').find(0)).toHaveProperty('executionId', '100');
	});

	it('is the next one when that sent it', () => {
		const { execution, request } = sendFirst();
		request.notMade();
		const journal = runAgain(execution, '101');
		journal.open(0, 'item-1', 1).sending();
		expect(journal.find(0)).toHaveProperty('executionId', '101');
	});
});

describe('the execution that is called back for a task that existed', () => {
	it('is the one that sent the request, also for the runs after', () => {
		const { execution, externalId } = sendFirst();
		runAgain(execution, '101').open(0, externalId, 1).made(found('task-1'));
		expect(runAgain(execution, '101').find(0)).toMatchObject({
			state: 'made',
			executionId: '100',
		});
	});

	it('is not known when another execution created it', () => {
		const { execution } = sendFirst();
		runAgain(execution).open(0, 'order-1', 1).made(found('task-1'));
		expect(runAgain(execution).find(0)).toHaveProperty('executionId', null);
	});
});

describe('other rounds and calls', () => {
	it('of a loop have entries of their own', () => {
		const { execution } = sendFirst();
		const journal = new TaskJournal(execution.node({ runIndex: 1 }));
		expect(journal.find(0)).toBeUndefined();
		journal.open(0, 'item-2', 1).made(created('task-2'));
		expect(new TaskJournal(execution.node()).find(0)).toMatchObject({ state: 'sending' });
	});

	it('of an agent’s tool are separate videos, in the same run', () => {
		const execution = new StoredExecution();
		const tool = () => new TaskJournal(execution.node({ type: 'klingMotionControlTool' }));
		const [first, second] = [tool(), tool()];
		first.open(0, first.deriveExternalId(0, 1), 1).made(created('task-1'));
		expect(second.find(0)).toBeUndefined();
		expect(second.deriveExternalId(0, 1)).not.toBe(first.deriveExternalId(0, 1));
		expect(second.created()).toEqual([]);
		expect(first.created()).toEqual([{ itemIndex: 0, taskId: 'task-1' }]);
	});

	it('of other nodes have journals of their own', () => {
		const { execution } = sendFirst();
		expect(new TaskJournal(execution.node({ nodeId: 'node-2' })).find(0)).toBeUndefined();
	});
});

describe('the tasks of a run', () => {
	it('are those that exist, including failed ones, each with its item', () => {
		const { execution, request, journal } = sendFirst();
		request.made(created('task-1'));
		journal.noteFailure(0);
		journal.open(12, 'item-12', 1).made(created('task-12'));
		journal.open(3, 'item-3', 1).sending();
		expect(runAgain(execution).created()).toEqual([
			{ itemIndex: 0, taskId: 'task-1' },
			{ itemIndex: 12, taskId: 'task-12' },
		]);
	});

	it('are not those of other rounds of a loop', () => {
		const execution = new StoredExecution();
		const add = (runIndex: number) => {
			const journal = new TaskJournal(execution.node({ runIndex }));
			journal.open(0, `item-${runIndex}`, 1).made(created(`task-${runIndex}`));
			return journal;
		};
		const journals = [1, 10, 11].map(add);
		expect(journals.map((journal) => journal.created())).toEqual([
			[{ itemIndex: 0, taskId: 'task-1' }],
			[{ itemIndex: 0, taskId: 'task-10' }],
			[{ itemIndex: 0, taskId: 'task-11' }],
		]);
	});
});
