import { describe, expect, it } from '@jest/globals';
import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { parseTask } from '../../../../../../kling/api/parseTask';
import type { KlingTask } from '../../../../../../kling/task';
import { callBackLater } from '../../../../../../nodes/KlingMotionControl/waiting/onCallback/selfCallback';
import { taskData } from '../../../../../support/kling/fakeApi.mts';
import { VirtualClock } from '../../../../../support/kling/virtualClock.mts';

const URL = 'https://n8n.example.com/webhook-waiting/1?signature=secret';
const task = parseTask(taskData()) as KlingTask;
const HOUR_MS = 60 * 60 * 1000;

/**
 * The calls within an hour to an execution that responds like this, with their times; `false` is a
 * failure.
 */
async function watch(answers: boolean[], { stopAt }: { stopAt?: number } = {}) {
	const clock = new VirtualClock();
	const calls: Array<{ at: string } & IHttpRequestOptions> = [];
	const httpRequest = async (options: IHttpRequestOptions) => {
		calls.push({ at: `${clock.now() / 1000}s`, ...options });
		await Promise.resolve();
		if (!answers[calls.length - 1]) throw new Error('409');
	};
	const context = { helpers: { httpRequest } } as unknown as IExecuteFunctions;
	const hour = new Promise<void>((resolve) => clock.at(HOUR_MS, resolve));
	if (stopAt !== undefined) clock.at(stopAt, () => clock.abort(new Error('stopped')));
	callBackLater(context, clock, URL, task);
	await hour;
	return calls;
}

const times = (calls: Array<{ at: string }>) => calls.map(({ at }) => at);

describe('the node’s own call to a parked execution', () => {
	it('comes a moment after the node has returned', async () => {
		expect(times(await watch([true]))).toEqual(['5s']);
	});

	it('has the form of a callback about the task', async () => {
		const [call] = await watch([true]);
		expect(call).toMatchObject({
			method: 'POST',
			url: URL,
			body: { task_id: 'task-1', task_status: 'processing' },
		});
	});

	it('is repeated when n8n has not stored the execution yet', async () => {
		expect(times(await watch([false, true]))).toEqual(['5s', '25s']);
	});

	it('is given up after the third time', async () => {
		expect(times(await watch([]))).toEqual(['5s', '25s', '85s']);
	});

	it.each([
		['the first', 1000, []],
		['the second', 10_000, ['5s']],
	])('does not come when the user stops the execution before %s', async (_, at, expected) => {
		expect(times(await watch([], { stopAt: at }))).toEqual(expected);
	});
});
