import { beforeEach, describe, expect, it } from '@jest/globals';
import { pollUntil } from '../support/pollUntil.mts';
import { ParkedExecutions } from '../support/n8n/parkedExecutions.mts';
import { restartWhileParked } from '../support/n8n/restartRounds.mts';
import { useStage } from '../support/n8n/useStage.mts';

const EXECUTIONS = 50;
const ENDS_WITHIN_MS = 30 * 60_000;
const ALL_LOST = { lost: ['submitted' as const, 'processing' as const, 'succeed' as const] };

const stage = useStage({
	editor: true,
	emulator: { checkMedia: false, hold: true, jobDurationMs: 20, quota: EXECUTIONS },
});

beforeEach(() => stage().emulator.reset());

describe(`${EXECUTIONS} executions whose callbacks all get lost`, () => {
	it(
		'go on within five minutes, as long as the process lives that has parked them',
		async () => {
			const { emulator } = stage();
			emulator.callbacks.plan = ALL_LOST;
			const parked = await ParkedExecutions.publish(stage(), 30);
			const tasks = await parked.park(EXECUTIONS);
			// Each node has asked before it was parked, and again for a call of its own soon after.
			await pollUntil(() => emulator.counts.queries >= 2 * EXECUTIONS, ENDS_WITHIN_MS);
			const { queries, listQueries } = emulator.counts;

			const finishedAt = Date.now();
			for (const { id } of tasks) emulator.finish(id);
			const ends = await parked.ends(tasks);

			const seconds = Math.round((Date.now() - finishedAt) / 1000);
			process.stdout.write(
				`${EXECUTIONS} parked, all callbacks lost: ${JSON.stringify(ends.statuses)} after ${seconds} s, ${ends.timedOut} at their time limit, ${emulator.counts.listQueries - listQueries} list queries, ${emulator.counts.queries - queries} others (one for each resumed execution and for the Wait behind it)\n`,
			);
			expect(ends).toEqual({ statuses: { success: EXECUTIONS }, timedOut: 0, withoutVideo: [] });
			expect(seconds).toBeLessThan(300);
		},
		ENDS_WITHIN_MS,
	);

	it(
		'come out at their time limit when n8n has been killed and started again, and the Wait behind has each video',
		async () => {
			const { ends } = await restartWhileParked(stage(), {
				rounds: ['SIGKILL'],
				executions: EXECUTIONS,
				spreadMs: 20_000,
				callbacks: ALL_LOST,
				timeLimit: 4,
			});

			process.stdout.write(
				`${EXECUTIONS} parked, killed, all callbacks lost: ${JSON.stringify(ends)}\n`,
			);
			expect(ends).toEqual([
				{ statuses: { success: EXECUTIONS }, timedOut: EXECUTIONS, withoutVideo: [] },
			]);
		},
		ENDS_WITHIN_MS,
	);
});
