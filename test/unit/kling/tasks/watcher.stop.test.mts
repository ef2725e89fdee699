import { describe, expect, it } from '@jest/globals';
import type { HttpRequest } from '../../../../kling/api/client';
import { htmlPage, success, taskData } from '../../../support/kling/fakeApi.mts';
import { VirtualClock } from '../../../support/kling/virtualClock.mts';
import { isList, MIN, S, watch } from '../../../support/kling/watching.mts';

const reason = new Error('stopped');
const running = () => success(taskData({ task_status: 'processing' }));

/** Queries that take a second each, at a gateway without a list. */
function slowly(clock: VirtualClock) {
	return async (request: HttpRequest) => {
		await clock.sleep(1 * S);
		return isList(request) ? htmlPage(404) : running();
	};
}

describe('stop', () => {
	it('ends all waits at once, with the reason', async () => {
		const { wait, watcher, clock } = watch(running);
		clock.at(12 * S, () => watcher.stop(reason));
		expect(await Promise.all([wait('a'), wait('b')])).toEqual([
			{ at: '12s', error: reason },
			{ at: '12s', error: reason },
		]);
	});

	it('lets no further query begin', async () => {
		const { wait, watcher, clock, log } = watch(running);
		clock.at(12 * S, () => watcher.stop(reason));
		await Promise.all(['a', 'b'].map((id) => wait(id)));
		await clock.sleep(60 * MIN);
		expect(log).toEqual(['10s GET a', '10s GET b']);
	});

	it('lets no further query for the list begin', async () => {
		const { wait, watcher, clock, log } = watch(() => htmlPage(502));
		clock.at(12 * S, () => watcher.stop(reason));
		await Promise.all(['a', 'b', 'c'].map((id) => wait(id)));
		await clock.sleep(60 * MIN);
		expect(log).toEqual(['10s LIST 1 30']);
	});

	it('in the middle of a round lets no further query of that round begin', async () => {
		const clock = new VirtualClock();
		const { wait, watcher, log } = watch(slowly(clock), { clock });
		clock.at(12.5 * S, () => watcher.stop(reason));
		await Promise.all(Array.from({ length: 100 }, (_, i) => wait(`t${i}`)));
		await clock.sleep(60 * MIN);
		// The list at 10 s, five of the hundred tasks at 11 s, and the next five at 12 s.
		expect(log).toHaveLength(1 + 5 + 5);
	});

	it('while the list is on its way lets no query for a single task begin', async () => {
		const clock = new VirtualClock();
		const { wait, watcher, log } = watch(slowly(clock), { clock });
		clock.at(10.5 * S, () => watcher.stop(reason));
		await Promise.all(['a', 'b', 'c'].map((id) => wait(id)));
		await clock.sleep(60 * MIN);
		expect(log).toEqual(['10s LIST 1 30']);
	});

	it('before the first round lets none begin', async () => {
		const { wait, watcher, clock, log } = watch(running, { askAtOnce: true });
		const waiting = wait('a');
		watcher.stop(reason);
		expect(await waiting).toEqual({ at: '0s', error: reason });
		await clock.sleep(60 * MIN);
		expect(log).toEqual([]);
	});

	it('holds for waits that come later, without a query', async () => {
		const { wait, watcher, log } = watch(running);
		watcher.stop(reason);
		expect(await wait('a')).toEqual({ at: '0s', error: reason });
		expect(log).toEqual([]);
	});

	it('keeps the first reason', async () => {
		const { wait, watcher } = watch(running);
		watcher.stop(reason);
		watcher.stop(new Error('later'));
		expect(await wait('a')).toMatchObject({ error: reason });
	});
});

describe('n8n’s Stop', () => {
	it('during a pause ends all waits at once', async () => {
		const { wait, clock, log } = watch(running);
		clock.at(12 * S, () => clock.abort(reason));
		expect(await Promise.all([wait('a'), wait('b')])).toEqual([
			{ at: '12s', error: reason },
			{ at: '12s', error: reason },
		]);
		expect(log).toEqual(['10s GET a', '10s GET b']);
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
