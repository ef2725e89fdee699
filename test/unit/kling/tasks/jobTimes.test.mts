import { describe, expect, it } from '@jest/globals';
import { parseTask } from '../../../../kling/api/parseTask';
import type { KlingTask } from '../../../../kling/task';
import { JobTimes } from '../../../../kling/tasks/jobTimes';
import { finishedTask, taskData } from '../../../support/kling/fakeApi.mts';
import { MIN, S } from '../../../support/kling/watching.mts';

const CREATED_AT = Date.UTC(2026, 0);
const ready = parseTask(finishedTask()) as KlingTask;

/** A video that took Kling a given time. */
const after = (milliseconds: number): KlingTask => ({
	...ready,
	createdAt: CREATED_AT,
	updatedAt: CREATED_AT + milliseconds,
});

function shortestOf(...tasks: KlingTask[]): number | null {
	const times = new JobTimes();
	for (const task of tasks) times.learn(task);
	return times.shortest;
}

describe('the time that a job takes at least', () => {
	it('is unknown before the first video', () => {
		expect(shortestOf()).toBeNull();
	});

	it('is that of the fastest video', () => {
		expect(shortestOf(after(5 * MIN), after(2 * MIN), after(3 * MIN))).toBe(2 * MIN);
	});

	it('is that of the latest twenty videos: Kling may have become slower', () => {
		const slow = Array.from({ length: 19 }, () => after(5 * MIN));
		expect(shortestOf(after(2 * MIN), ...slow)).toBe(2 * MIN);
		expect(shortestOf(after(2 * MIN), ...slow, after(5 * MIN))).toBe(5 * MIN);
	});

	it.each([
		['a task that has failed', { ...after(5 * S), ...failedStatus() }],
		['a task whose times are not known', ready],
		['a task without an end', { ...after(5 * S), updatedAt: null }],
		['a task that ended when it began', after(0)],
		['times that run backwards', after(-5 * S)],
		['a task that was held up for more than an hour', after(61 * MIN)],
	])('is not learned from %s', (_what, task) => {
		expect(shortestOf(task)).toBeNull();
	});
});

function failedStatus(): Pick<KlingTask, 'status'> {
	const { status } = parseTask(taskData({ task_status: 'failed' })) as KlingTask;
	return { status };
}
