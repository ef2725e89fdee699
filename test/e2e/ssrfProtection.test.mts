import { describe, expect, it } from '@jest/globals';
import { useE2e } from '../support/n8n/useE2e.mts';

const ENDS_WITHIN_MS = 60_000;

const e2e = useE2e({ env: { N8N_SSRF_PROTECTION_ENABLED: 'true' } });

describe('an n8n that is set up to ask no private address', () => {
	it.each([
		['an IP address', () => e2e.emulator.baseUrl],
		['a host name', () => e2e.emulator.baseUrl.replace('127.0.0.1', 'localhost')],
	])(
		'says so when the API has one: %s',
		async (_kind, baseUrl) => {
			const data = { authentication: 'apiToken', apiToken: 'test-token', region: 'custom' };
			const credential = await e2e.stage.client.createCredential(
				'Private',
				'klingMotionControlApi',
				{ ...data, baseUrl: baseUrl() },
			);
			const parameters = { operation: 'get', taskId: '1' };
			const startedAt = Date.now();
			const { error } = await e2e.run(e2e.node({ credential, parameters }));
			expect(error?.message).toContain('n8n is set up not to ask this address');
			expect(error?.description).toContain('N8N_SSRF_ALLOWED_HOSTNAMES');
			expect(e2e.emulator.requests).toEqual([]);
			// Tried once: four more tries would take a quarter of a minute.
			expect(Date.now() - startedAt).toBeLessThan(14_000);
		},
		ENDS_WITHIN_MS,
	);
});
