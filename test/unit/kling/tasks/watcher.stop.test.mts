import { getEventListeners } from 'events';
import { describe, expect, it } from '@jest/globals';
import type { HttpRequest } from '../../../../kling/api/client';
import {
	fakeApi,
	finishedTask,
	htmlPage,
	success,
	taskData,
} from '../../../support/kling/fakeApi.mts';
import { VirtualClock } from '../../../support/kling/virtualClock.mts';
import { isList, MIN, S, watch } from '../../../support/kling/watching.mts';

const reason = new Error('stopped');
const HOUR = 60 * MIN;
const running = () => success(taskData({ task_status: 'processing' }));

/** Queries that take a second each, at a gateway without a list. */
function slowly(clock: VirtualClock) {
	return async (request: HttpRequest) => {
		await clock.sleep(1 * S);
		return isList(request) ? htmlPage(404) : running();
	};
}

/** A signal that is aborted at this time. */
function stopAt(clock: VirtualClock, time: number): AbortController {
	const stop = new AbortController();
	clock.at(time, () => stop.abort(reason));
	return stop;
}

describe('a signal', () => {
	it('ends the waits that it was given to at once, with the reason', async () => {
		const { wait, clock } = watch(running);
		const { signal } = stopAt(clock, 12 * S);
		expect(await Promise.all([wait('a', HOUR, signal), wait('b', HOUR, signal)])).toEqual([
			{ at: '12s', error: reason },
			{ at: '12s', error: reason },
		]);
	});

	it('ends no other wait', async () => {
		const { wait, clock } = watch(() =>
			clock.now() < 25 * S ? running() : success(finishedTask()),
		);
		const { signal } = stopAt(clock, 12 * S);
		expect(await Promise.all([wait('a', HOUR, signal), wait('a')])).toMatchObject([
			{ at: '12s', error: reason },
			{ at: '30s', timedOut: false },
		]);
	});

	it('lets no further query begin', async () => {
		const { wait, clock, log } = watch(running);
		const { signal } = stopAt(clock, 12 * S);
		await Promise.all(['a', 'b'].map((id) => wait(id, HOUR, signal)));
		await clock.sleep(HOUR);
		expect(log).toEqual(['10s GET b', '10s GET a']);
	});

	it('lets no further query for the list begin', async () => {
		const { wait, clock, log } = watch(() => htmlPage(502));
		const { signal } = stopAt(clock, 12 * S);
		await Promise.all(['a', 'b', 'c'].map((id) => wait(id, HOUR, signal)));
		await clock.sleep(HOUR);
		expect(log).toEqual(['10s LIST 1 30']);
	});

	it('in the middle of a round lets no further query of that round begin', async () => {
		const clock = new VirtualClock();
		const { wait, log } = watch(slowly(clock), { clock });
		const { signal } = stopAt(clock, 12.5 * S);
		await Promise.all(Array.from({ length: 100 }, (_, i) => wait(`t${i}`, HOUR, signal)));
		await clock.sleep(HOUR);
		// The list at 10 s, five of the hundred tasks at 11 s, and the next five at 12 s.
		expect(log).toHaveLength(1 + 5 + 5);
	});

	it('during a query for the list lets no query for a single task begin', async () => {
		const clock = new VirtualClock();
		const { wait, log } = watch(slowly(clock), { clock });
		const { signal } = stopAt(clock, 10.5 * S);
		await Promise.all(['a', 'b', 'c'].map((id) => wait(id, HOUR, signal)));
		await clock.sleep(HOUR);
		expect(log).toEqual(['10s LIST 1 30']);
	});

	it('before the first round lets no query begin', async () => {
		const { wait, clock, log } = watch(running);
		const stop = new AbortController();
		const waiting = wait('a', HOUR, stop.signal);
		stop.abort(reason);
		expect(await waiting).toEqual({ at: '0s', error: reason });
		await clock.sleep(HOUR);
		expect(log).toEqual([]);
	});

	it('that is already aborted ends a wait without a query', async () => {
		const { wait, log } = watch(running);
		expect(await wait('a', HOUR, AbortSignal.abort(reason))).toEqual({ at: '0s', error: reason });
		expect(log).toEqual([]);
	});

	it('has one listener, however many wait with it', async () => {
		const { wait } = watch(() => success(finishedTask()));
		const { signal } = new AbortController();
		const waits = Array.from({ length: 30 }, () => wait('task-1', HOUR, signal));
		expect(getEventListeners(signal, 'abort')).toHaveLength(1);
		await Promise.all(waits);
		expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(1);
	});
});

describe('n8n’s Stop', () => {
	it('during a pause ends all waits at once', async () => {
		const { wait, clock, log, stopExecution } = watch(running);
		clock.at(12 * S, () => stopExecution(reason));
		expect(await Promise.all([wait('a'), wait('b')])).toEqual([
			{ at: '12s', error: reason },
			{ at: '12s', error: reason },
		]);
		expect(log).toEqual(['10s GET b', '10s GET a']);
	});

	it('during a query ends all waits', async () => {
		const { wait, log } = watch(() => reason);
		const ids = ['a', 'b'];
		expect(await Promise.all(ids.map((id) => wait(id)))).toMatchObject([
			{ error: reason },
			{ error: reason },
		]);
		expect(log).toHaveLength(2);
	});

	it('during the query for the list ends all waits', async () => {
		const { wait, log } = watch(() => reason);
		const results = await Promise.all(['a', 'b', 'c'].map((id) => wait(id)));
		expect(results).toEqual(Array(3).fill({ at: '10s', error: reason }));
		expect(log).toEqual(['10s LIST 1 30']);
	});
});

describe('a request that the stop of its execution has ended', () => {
	it('ends the waits of that execution, and no other', async () => {
		const { wait, watcher, clock } = watch(() => success(finishedTask('other')));
		const stopped = fakeApi(() => reason);
		const limits = { intervalMs: 10 * S, timeLimitMs: HOUR, createdAt: clock.monotonic() };

		const ended = watcher.wait('a', { client: stopped.client, clock, ...limits });
		const other = wait('other');

		await expect(ended).rejects.toBe(reason);
		expect(await other).toMatchObject({ task: { id: 'other' } });
	});
});
