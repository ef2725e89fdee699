import { describe, expect, it } from '@jest/globals';
import { account, isList, MIN, S, watch } from '../../../support/kling/watching.mts';
import { success, taskData, unknownTask, type Reply } from '../../../support/kling/fakeApi.mts';
import { VirtualClock } from '../../../support/kling/virtualClock.mts';

const never = new Promise<never>(() => {});
const running = (): Reply => success(taskData({ task_status: 'processing' }));

/** A clock that is set to another time after a while, which doesn't affect its sleeps. */
class MovedClock extends VirtualClock {
	constructor(
		private readonly movedAt: number,
		private readonly by: number,
	) {
		super();
	}

	override now(): number {
		const time = super.now();
		return time >= this.movedAt ? time + this.by : time;
	}
}

describe('a time limit of one minute', () => {
	it('holds for 200 tasks whose queries take 30 seconds each', async () => {
		const clock = new VirtualClock();
		const slow = async (): Promise<Reply> => {
			await clock.sleep(30 * S);
			return running();
		};
		const { wait } = watch(async (request) => (isList(request) ? unknownTask() : await slow()), {
			clock,
		});
		const waits = Array.from({ length: 200 }, (_, index) => wait(`task-${index}`, MIN));
		const results = await Promise.all(waits);
		expect(new Set(results.map(({ at }) => at))).toEqual(new Set(['60s']));
	});

	it('holds for a host that never responds', async () => {
		const { wait } = watch(async () => await never);
		expect(await wait('a', MIN)).toMatchObject({ at: '60s', timedOut: true });
	});
});

describe.each([
	['an hour ahead', 60 * MIN],
	['an hour back', -60 * MIN],
])('a clock that is set %s during a wait', (_name, by) => {
	it('makes its time limit neither shorter nor longer', async () => {
		const { wait } = watch(running, { clock: new MovedClock(20 * S, by) });
		expect(await wait('task-1', MIN)).toMatchObject({ at: '60s', timedOut: true });
	});

	it('leaves the pauses between its queries as they are', async () => {
		const clock = new MovedClock(15 * S, by);
		const { wait, log } = watch(account(clock, { a: 45 * S }).get, { clock });
		expect(await wait('a')).toMatchObject({ at: '50s', timedOut: false });
		expect(log.map((line) => line.split(' ')[0])).toEqual(['10s', '20s', '30s', '40s', '50s']);
	});
});
