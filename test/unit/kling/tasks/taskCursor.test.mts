import { describe, expect, it } from '@jest/globals';
import { parseTaskCursor, postpone, type ListedTask } from '../../../../kling/tasks/taskCursor';
import { parseTask } from '../../../../kling/api/parseTask';
import { finishedTask } from '../../../support/kling/fakeApi.mts';

const CURSOR = { newest: 3, recent: { c: 3 }, running: { a: 1 } };

describe('a stored cursor', () => {
	it('is read as it was stored', () => {
		expect(parseTaskCursor(JSON.parse(JSON.stringify(CURSOR)))).toEqual(CURSOR);
	});

	it.each([
		['nothing', undefined],
		['null', null],
		['a text', 'cursor'],
		['an empty object', {}],
		['one without a time', { ...CURSOR, newest: 'yesterday' }],
		['one without recent tasks', { ...CURSOR, recent: undefined }],
		['one without running tasks', { ...CURSOR, running: 'a' }],
	])('is null for anything else: %s', (_name, value) => {
		expect(parseTaskCursor(value)).toBeNull();
	});

	it('loses a task whose time is not a number', () => {
		const running = { a: 1, b: 'soon' };

		expect(parseTaskCursor({ ...CURSOR, running })).toEqual(CURSOR);
	});
});

describe('tasks that are postponed', () => {
	const task = { ...parseTask(finishedTask('b')), createdAt: 2 } as ListedTask;

	it('count as running, so that the next look finds them again', () => {
		expect(postpone(CURSOR, [task])).toEqual({ ...CURSOR, running: { a: 1, b: 2 } });
	});

	it('leave the cursor alone that they were added to', () => {
		postpone(CURSOR, [task]);

		expect(CURSOR.running).toEqual({ a: 1 });
	});
});
