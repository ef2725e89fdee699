import { describe, expect, it } from '@jest/globals';
import { useEmulator } from '../../support/engine/useEmulator.mts';

const request = { resource: 'account', operation: 'getResourcePacks' };

describe('Get Resource Packs', () => {
	const kling = useEmulator();

	it('returns each pack of the account', async () => {
		const { items } = await kling.run(request);
		expect(items.map(({ json }) => json)).toEqual([
			{
				pack_name: 'Trial-Video-100Units-5Con-1Months',
				status: 'online',
				units_left: 100,
				units_total: 100,
				starts_at: expect.stringMatching(/^20.*Z$/),
				ends_at: expect.stringMatching(/^20.*Z$/),
				concurrent_videos: 5,
			},
			expect.objectContaining({ pack_name: 'Welcome gift', concurrent_videos: null }),
		]);
	});

	it('asks once for any number of items, and pairs each', async () => {
		const items = [{ json: {} }, { json: {} }, { json: {} }];
		const result = await kling.run(request, { items });
		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 0, 1, 1, 2, 2].map((item) => ({ item })),
		);
		expect(kling.emulator.requests).toHaveLength(1);
	});

	it('reports a wrong key', async () => {
		kling.emulator.faults.add({ on: 'costs', error: { code: 1002 } });
		expect((await kling.run(request)).error?.message).toMatch(/does not know this credential/);
	});

	it('continues on errors when the user wants that', async () => {
		kling.emulator.faults.add({ on: 'costs', error: { code: 1002 } });
		const { items } = await kling.run(request, {
			settings: { onError: 'continueRegularOutput' },
		});
		expect(items[0]?.json.error).toMatch(/does not know this credential/);
	});
});

describe.each(['flat', 'new-api'] as const)(
	'Get Resource Packs at a gateway of the kind %s',
	(dialect) => {
		const gateway = useEmulator({ dialect });

		it('says that the host does not have them', async () => {
			expect((await gateway.run(request)).error?.message).toBe(
				'This host does not say what is left in the account',
			);
		});
	},
);
