import { describe, expect, it } from '@jest/globals';
import { findResourcePacks } from '../../../../kling/api/resourcePacks';
import { fakeApi, success } from '../../../support/kling/fakeApi.mts';

const pack = (fields: object = {}) => ({
	resource_pack_name: 'Trial-Video-100Units-5Con-1Months',
	resource_pack_type: 'decreasing_total',
	total_quantity: 100,
	remaining_quantity: 97.5,
	effective_time: 1781080778802,
	invalid_time: 1783672778802,
	status: 'online',
	...fields,
});
const answer = (...packs: unknown[]) => ({
	code: 0,
	data: { code: 0, msg: 'SUCC', resource_pack_subscribe_infos: packs },
});

describe('a resource pack (API §4)', () => {
	it('says what is left, until when, and how many videos run at once', () => {
		expect(findResourcePacks(answer(pack()))).toEqual([
			{
				name: 'Trial-Video-100Units-5Con-1Months',
				status: 'online',
				unitsTotal: 100,
				unitsLeft: 97.5,
				startsAt: 1781080778802,
				endsAt: 1783672778802,
				concurrentVideos: 5,
			},
		]);
	});

	it.each(['Welcome gift', '5Conx', 'Con', '', null])(
		'does not say how many run at once when its name is %p',
		(name) => {
			const [found] = findResourcePacks(answer(pack({ resource_pack_name: name }))) ?? [];
			expect(found?.concurrentVideos).toBeNull();
		},
	);

	it.each([[null], [{}], [{ data: [] }], ['text']])('is not found in %p', (json) => {
		expect(findResourcePacks(json)).toBeNull();
	});
});

describe.each(['v1', 'v2'] as const)('a client of %s', (apiVersion) => {
	it('asks for the packs at the address of both generations', async () => {
		const api = fakeApi([success(answer(pack()).data)], { apiVersion });
		expect(await api.client.getResourcePacks(100 * 86_400_000)).toHaveLength(1);
		expect(api.requests[0]?.url).toBe(
			`https://api.example.com/account/costs?start_time=${10 * 86_400_000}&end_time=${100 * 86_400_000}`,
		);
	});
});
