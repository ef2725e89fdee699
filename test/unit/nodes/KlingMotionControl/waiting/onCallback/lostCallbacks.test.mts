import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { IExecuteFunctions } from 'n8n-workflow';
import { parseTask } from '../../../../../../kling/api/parseTask';
import type { KlingTask } from '../../../../../../kling/task';
import { AccountTasks } from '../../../../../../kling/tasks/accountTasks';
import type { Account } from '../../../../../../nodes/common/account';
import { callBackWhenEnded } from '../../../../../../nodes/KlingMotionControl/waiting/onCallback/lostCallbacks';
import { collectGarbage } from '../../../../../support/collectGarbage.mts';
import { taskData } from '../../../../../support/kling/fakeApi.mts';
import { VirtualClock } from '../../../../../support/kling/virtualClock.mts';

// The time limits of the waits, which nothing ends here.
beforeEach(() => void jest.useFakeTimers({ doNotFake: ['setImmediate'] }));
afterEach(() => void jest.useRealTimers());

const redact = (text: string) => text;

/** Parks an execution, and lets go of it. */
function park(tasks: AccountTasks, number: number): WeakRef<IExecuteFunctions> {
	const context = { getExecutionId: () => `${number}` } as IExecuteFunctions;
	const send = async () => await new Promise<never>(() => context);
	const api = { apiVersion: 'v1', baseUrl: 'https://api.example.com', send, redact } as const;
	callBackWhenEnded(context, {
		account: { ...api, tasks } as unknown as Account,
		resumeUrl: 'https://n8n.example.com/webhook-waiting/1',
		tasks: [parseTask(taskData({ task_id: `task-${number}` })) as KlingTask],
		timeLimitMs: 60_000,
	});
	return new WeakRef(context);
}

describe('the watch for lost callbacks', () => {
	it('keeps only the newest of many parked executions in memory', async () => {
		const tasks = new AccountTasks(new VirtualClock(), true);
		const parked = Array.from({ length: 20 }, (_, number) => park(tasks, number));
		await collectGarbage();
		expect([...parked.keys()].filter((number) => parked[number]?.deref())).toEqual([19]);
	});
});
