import { describe, expect, it } from '@jest/globals';
import { AUTHORIZATION, send, useEmulatorClient } from '../../support/servers/emulatorClient.mts';

const kling = useEmulatorClient({ quota: 100 });

describe('account costs (API §4)', () => {
	const costs = async (text: string) =>
		await send(`${kling.emulator.baseUrl}/account/costs?${text}`, { headers: AUTHORIZATION });

	it('show what is left of each pack', async () => {
		await kling.waitFor(await kling.createTask(), 'succeed');
		const { body } = await costs('start_time=0&end_time=1');
		expect(body.data.resource_pack_subscribe_infos).toMatchObject([
			{
				resource_pack_name: 'Trial-Video-100Units-100Con-1Months',
				total_quantity: 100,
				remaining_quantity: 97.5,
				status: 'online',
			},
			{ resource_pack_name: 'Welcome gift', status: 'expired' },
		]);
	});

	it('need a time', async () => {
		expect((await costs('')).body.code).toBe(1201);
	});
});
