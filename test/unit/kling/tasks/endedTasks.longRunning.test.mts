import { describe, expect, it, jest } from '@jest/globals';
import { findEndedSince } from '../../../../kling/tasks/endedTasks';
import { fakeApi, refusal, success } from '../../../support/kling/fakeApi.mts';
import {
	follow,
	lives,
	START,
	type FollowedAccount,
	type Life,
} from '../../../support/kling/followedAccount.mts';
import { MIN, S } from '../../../support/kling/watching.mts';

const DAY = 24 * 60 * MIN;

// On a busy machine, thousands of tasks take their time.
jest.setTimeout(60_000);

describe('a long-running task', () => {
	const straggler = { id: 'slow', createdAt: START + 1, endsAt: START + 20 * DAY };
	const others = lives(2000, START + S, S, () => S);

	async function followStraggler(life: Life = straggler): Promise<FollowedAccount> {
		const account = await follow([life, ...others]);
		await account.look(START + S);
		await account.look(START + 60 * MIN);
		return account;
	}

	it('is asked for by its id', async () => {
		const account = await followStraggler();
		const before = account.log.length;

		await account.look(START + 61 * MIN);

		expect(account.log.slice(before)).toEqual(['LIST 1 32', 'GET slow']);
	});

	it('is found when it ends', async () => {
		const account = await followStraggler();

		expect(await account.look(START + 21 * DAY)).toEqual(['slow']);
	});

	it('delays no other task when it cannot be asked for', async () => {
		const account = await followStraggler();
		const { client, log } = fakeApi(({ url }) =>
			url.includes('pageNum') ? success([]) : refusal(403, 1103),
		);

		const { cursor } = await findEndedSince(client, account.clock, account.cursor);

		expect(log).toEqual(['LIST 1 32', 'GET slow']);
		expect(cursor.running).toHaveProperty('slow');
	});

	it('is forgotten when Kling no longer knows it', async () => {
		const account = await followStraggler();
		const { client } = fakeApi(({ url }) =>
			url.includes('pageNum') ? success([]) : refusal(400, 1201, 'Task not found'),
		);

		const { cursor } = await findEndedSince(client, account.clock, account.cursor);

		expect(cursor.running).toEqual({});
	});

	it('is forgotten after 30 days, when Kling deletes videos', async () => {
		const account = await followStraggler({ ...straggler, endsAt: Infinity });

		await account.look(START + 31 * DAY);

		expect(account.cursor.running).toEqual({});
	});
});
