import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Task } from '../../emulator/task.mts';
import { resumeUrlOf, useCallbackTest } from '../support/n8n/useCallbacks.mts';
import { behind, loopOver } from '../support/n8n/callbackWorkflows.mts';
import { call } from '../support/n8n/trigger.mts';
import { claim } from '../support/n8n/triggerTasks.mts';
import { items } from '../support/n8n/workflow.mts';

const test = useCallbackTest();

const SUCCESS = { task_status: 'succeed' };

describe('a parked execution', () => {
	let id: string;
	let url: string;
	let task: Task;
	beforeEach(async () => {
		id = await test.park(test.node());
		[task] = test.tasks as [Task];
		url = resumeUrlOf(task);
	});

	it.each([
		['of a status that is not the last', {}, 200, 'still waiting'],
		['of a success that Kling does not know of', SUCCESS, 200, 'still waiting'],
		['of a failure that Kling does not know of', { task_status: 'failed' }, 200, 'still waiting'],
		['of a task that is not awaited', { ...SUCCESS, task_id: '1' }, 200, 'not awaited'],
		['without a task', { task_id: null }, 400, 'not a Kling task'],
		['of a status that does not exist', { task_status: 'done' }, 400, 'not a Kling task'],
		['of more than 64 kB', { ...SUCCESS, more: 'x'.repeat(66_000) }, 400, 'not a Kling task'],
	])('stays parked after a callback %s', async (_what, fields, status, reason) => {
		const answer = await call(url, { ...claim(task), ...fields });
		expect(answer).toEqual({ status, text: JSON.stringify({ message: reason }) });
		expect(await test.isParked(id)).toBe(true);
	});

	it('stays parked after a callback that is not JSON', async () => {
		expect((await call(url, '{"task_id":')).status).toBe(422);
		expect(await test.isParked(id)).toBe(true);
	});

	it.each([
		['without a signature', () => url.replace(/[?&]signature=[^&]*/, '')],
		[
			'with the signature of another execution',
			() => url.replace(/signature=.{8}/, 'signature=00000000'),
		],
	])('stays parked after a call %s, which is refused', async (_what, toUrl) => {
		test.e2e.emulator.callbacks.plan = { lost: ['succeed'] };
		test.finishAll();
		const answer = await call(toUrl(), claim(task, 'succeed'));
		expect(answer.status).toBe(401);
		expect(await test.isParked(id)).toBe(true);
	});
});

describe('a loop in its second round', () => {
	it('stays parked after a late callback of the first one', async () => {
		const twoItems = items({ n: 0 }, { n: 1 });
		const id = await test.start(loopOver(twoItems, test.node(), behind()));
		await test.untilParked(id);
		test.finishAll();
		await test.untilParked(id, 2);
		const [first] = test.tasks as [Task];
		const answer = await call(resumeUrlOf(first), claim(first));
		expect(answer).toEqual({ status: 200, text: expect.stringContaining('not awaited') });
		expect(await test.isParked(id)).toBe(true);
	});
});
