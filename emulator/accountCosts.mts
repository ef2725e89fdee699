import type { FastifyInstance } from 'fastify';
import { unitsOf } from './prices.mts';
import type { EmulatorState } from './state.mts';
import { envelope } from './v1.mts';

const TOTAL_UNITS = 100;
const DAY_MS = 24 * 60 * 60 * 1000;

/** JSON schema of the query: times in milliseconds, as text. */
const COSTS_SCHEMA = {
	type: 'object',
	required: ['start_time', 'end_time'],
	properties: {
		start_time: { type: 'string', pattern: '^\\d+$' },
		end_time: { type: 'string', pattern: '^\\d+$' },
	},
} as const;

/**
 * Serves the account's resource packs (API §4): one whose name says the quota, and an expired one.
 */
export function addAccountCosts(app: FastifyInstance, { store, settings }: EmulatorState): void {
	const startedAt = Date.now();
	app.get(
		'/account/costs',
		{ schema: { querystring: COSTS_SCHEMA }, config: { operation: 'costs' } },
		() => {
			const spent = store.tasks.reduce((sum, task) => sum + unitsOf(task), 0);
			return envelope({
				code: 0,
				msg: 'SUCC',
				resource_pack_subscribe_infos: [
					{
						resource_pack_name: `Trial-Video-${TOTAL_UNITS}Units-${settings.quota}Con-1Months`,
						resource_pack_id: '509f3fd3d4f4a3fe9eec5efeeffd2b7a',
						resource_pack_type: 'decreasing_total',
						total_quantity: TOTAL_UNITS,
						remaining_quantity: TOTAL_UNITS - spent,
						purchase_time: startedAt,
						effective_time: startedAt,
						invalid_time: startedAt + 30 * DAY_MS,
						status: 'online',
					},
					{
						resource_pack_name: 'Welcome gift',
						resource_pack_id: '509f3fd3d4f4a3fe9eec5efeeffd2b7b',
						resource_pack_type: 'decreasing_total',
						total_quantity: 10,
						remaining_quantity: 0,
						purchase_time: startedAt - 90 * DAY_MS,
						effective_time: startedAt - 90 * DAY_MS,
						invalid_time: startedAt - 60 * DAY_MS,
						status: 'expired',
					},
				],
			});
		},
	);
}
