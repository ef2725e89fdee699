import { describe, expect, it } from '@jest/globals';
import { attemptCreate } from '../../../support/kling/createAttempt.mts';
import {
	created,
	duplicate,
	htmlPage,
	noAnswer,
	refusal,
	unknownTask,
	type Reply,
} from '../../../support/kling/fakeApi.mts';
import { VirtualClock } from '../../../support/kling/virtualClock.mts';

describe('a request that an earlier run has sent without a response', () => {
	const beforehand = 'unknown';

	it.each([true, false])(
		'is not sent again when its task is found (own host: %p)',
		async (isOwnHost) => {
			const { log, task, existed } = await attemptCreate([created()], { beforehand, isOwnHost });
			expect({ log, id: task?.id, existed }).toEqual({
				log: ['GET item-1'],
				id: 'task-1',
				existed: true,
			});
		},
	);

	it('is sent again on Kling’s own host when there is no task', async () => {
		const options = { beforehand, isOwnHost: true } as const;
		const { log } = await attemptCreate([unknownTask(), created()], options);
		expect(log).toEqual(['GET item-1', 'POST']);
	});

	it('is not sent again on Kling’s own host while Kling can’t be asked', async () => {
		const options = { beforehand, isOwnHost: true } as const;
		const { log, error } = await attemptCreate(() => htmlPage(502), options);
		expect(log).not.toContain('POST');
		expect(error).toMatchObject({ ambiguous: true, externalTaskId: 'item-1' });
	});

	it('is never sent again on a gateway: the error says what is known', async () => {
		const { log, error } = await attemptCreate(() => unknownTask(), { beforehand });
		expect(log).toEqual(Array(3).fill('GET item-1'));
		expect(error).toMatchObject({
			message: expect.stringContaining('not certain'),
			advice: expect.stringMatching(/^An earlier run sent the request/),
			ambiguous: true,
			externalTaskId: 'item-1',
			taskId: undefined,
		});
	});
});

describe('the journal', () => {
	const lost = noAnswer('ETIMEDOUT');
	const missing = Array<Reply>(3).fill(unknownTask());

	it.each<[string, Reply[], Parameters<typeof attemptCreate>[1], string[]]>([
		['a create that works', [created()], {}, ['sending', 'made task-1']],
		['a refusal', [refusal(400, 1201, 'no')], {}, ['sending', 'notMade']],
		[
			'a full account',
			[refusal(429, 1303), created()],
			{},
			['sending', 'notMade', 'sending', 'made task-1'],
		],
		['a task that exists', [created()], { beforehand: 'mayExist' }, ['found task-1']],
		['a duplicate that is found', [duplicate(), created()], {}, ['sending', 'found task-1']],
		['a lost response whose task is found', [lost, created()], {}, ['sending', 'made task-1']],
		['a lost response at a gateway', [lost, ...missing], {}, ['sending']],
		[
			'a lost response at Kling, then a refusal',
			[lost, unknownTask(), refusal(429, 1101)],
			{ isOwnHost: true },
			['sending', 'sending', 'notMade'],
		],
		['a lost request that is found', [created()], { beforehand: 'unknown' }, ['found task-1']],
		['a lost request that is not found', missing, { beforehand: 'unknown' }, []],
		['a stop during the request', [new Error('stopped')], {}, ['sending']],
		['a stop before the request', [], { signal: AbortSignal.abort(new Error('stopped')) }, []],
	])('of %s is right', async (_what, script, options, expected) => {
		expect((await attemptCreate(script, options)).journal).toEqual(expected);
	});

	it('never records a request as sent that was stopped in the queue', async () => {
		const clock = new VirtualClock();
		const stop = new AbortController();
		clock.at(15_000, () => stop.abort(new Error('stopped')));
		const { journal } = await attemptCreate(() => refusal(429, 1303), {
			clock,
			signal: stop.signal,
		});
		expect(journal.at(-1)).toBe('notMade');
	});

	it.each<[string, Reply[], number, string[]]>([
		['forgets a request that never reached the host', [], 500, ['sending', 'notMade']],
		['keeps one whose response was lost', [lost, unknownTask()], 1000, ['sending']],
		['keeps it when it is sent again', [lost, unknownTask()], 2000, ['sending', 'sending']],
	])(
		'%s, when a stop ends the pause before the next one',
		async (_what, first, stopAt, expected) => {
			const clock = new VirtualClock();
			const stop = new AbortController();
			clock.at(stopAt, () => stop.abort(new Error('stopped')));
			const { journal } = await attemptCreate([...first, noAnswer('ECONNREFUSED')], {
				clock,
				signal: stop.signal,
				isOwnHost: true,
			});
			expect({ journal, end: clock.now() }).toEqual({ journal: expected, end: stopAt });
		},
	);
});
