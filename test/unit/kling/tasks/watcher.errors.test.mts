import { describe, expect, it } from '@jest/globals';
import { noAnswer, success, taskData } from '../../../support/kling/fakeApi.mts';
import { S, watch } from '../../../support/kling/watching.mts';

describe.each([[['broken', 'working']], [['working', 'broken']]])(
	'two waits, for %p, the query for one of which fails',
	(ids) => {
		/** Waits for both until the time limit, and returns how each wait ended. */
		const waitForBoth = async () => {
			const { wait } = watch(({ url }) =>
				url.endsWith('broken')
					? noAnswer('ETIMEDOUT')
					: success(taskData({ task_id: 'working', task_status: 'processing' })),
			);
			const results = await Promise.all(ids.map(async (id) => [id, await wait(id, 25 * S)]));
			return Object.fromEntries(results) as Record<string, object>;
		};

		it('report the error of its own task', async () => {
			const { broken } = await waitForBoth();
			expect(broken).toMatchObject({ timedOut: true, error: { taskId: 'broken' } });
		});

		it('do not report it for the other task', async () => {
			const { working } = await waitForBoth();
			expect(working).toMatchObject({ timedOut: true, error: null });
		});
	},
);
