import { describe, expect, it } from '@jest/globals';
import { startFollowing } from '../../../../kling/tasks/endedTasks';
import { fakeApi, htmlPage, success, taskData } from '../../../support/kling/fakeApi.mts';
import { follow, lives, START } from '../../../support/kling/followedAccount.mts';
import { VirtualClock } from '../../../support/kling/virtualClock.mts';
import { MIN, S } from '../../../support/kling/watching.mts';

const DAY = 24 * 60 * MIN;

describe('following an account', () => {
	it('begins without the tasks that have already ended', async () => {
		const account = await follow(lives(100, START - DAY, MIN));

		expect(await account.look(START + MIN)).toEqual([]);
	});

	it('finds a task that was running at the beginning', async () => {
		const account = await follow([{ id: 'a', createdAt: START - MIN, endsAt: START + MIN }]);

		expect(await account.look(START + 2 * MIN)).toEqual(['a']);
	});

	it('finds a running task among many that have ended', async () => {
		const old = lives(400, START - DAY, S, () => MIN);
		const account = await follow([
			{ id: 'a', createdAt: START - DAY - MIN, endsAt: START + MIN },
			...old,
		]);

		expect(await account.look(START + 2 * MIN)).toEqual(['a']);
	});

	it('finds the first task of an account', async () => {
		const account = await follow([{ id: 'a', createdAt: START + 1, endsAt: START + 2 }]);

		expect(await account.look(START + MIN)).toEqual(['a']);
	});

	it('refuses a host that does not list tasks, and says what to use there', async () => {
		const { client } = fakeApi([htmlPage(404)]);

		await expect(startFollowing(client, new VirtualClock())).rejects.toMatchObject({
			message: 'This host does not list videos',
			advice: expect.stringContaining('Kling Motion Control Trigger with callbacks'),
		});
	});

	it('refuses a host that does not say when tasks were created', async () => {
		const { client } = fakeApi([success([taskData()])]);

		await expect(startFollowing(client, new VirtualClock())).rejects.toMatchObject({
			message: 'This host does not say when a video was started',
			advice: expect.stringContaining('Kling Motion Control Trigger with callbacks'),
		});
	});

	it('reads no further than a page of tasks that have all ended', async () => {
		const { log } = await follow(lives(1200, START - DAY, S, () => MIN));

		expect(log).toEqual(['LIST 1 500']);
	});

	it('reads on while some task of a page is running', async () => {
		const running = { id: 'a', createdAt: START - MIN, endsAt: Infinity };
		const { log } = await follow([running, ...lives(1200, START - DAY, S, () => MIN)]);

		expect(log).toEqual(['LIST 1 500', 'LIST 2 500']);
	});

	it('reads at most ten pages, whatever is running', async () => {
		const { log } = await follow(lives(6000, START - DAY, S, () => Infinity));

		expect(log).toHaveLength(10);
	});
});
