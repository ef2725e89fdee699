import { describe, expect, it } from '@jest/globals';
import { creationAndWait, useEmulator } from '../support/engine/useEmulator.mts';
import { pollUntil } from '../support/pollUntil.mts';

const kling = useEmulator({ hold: true, quota: 300 });
const items = (count: number) => Array.from({ length: count }, (_, row) => ({ json: { row } }));

describe('an execution that is stopped while Kling computes', () => {
	it.each([1, 40, 200])(
		'names all of its %i tasks in its custom data',
		async (count) => {
			const running = kling.start(creationAndWait, { items: items(count) });
			await pollUntil(() => kling.emulator.tasks.length === count, 60_000);
			// By the list or one by one, which shows that the node waits for its videos.
			await pollUntil(
				() => kling.emulator.counts.queries + kling.emulator.counts.listQueries > 0,
				60_000,
			);
			running.stop();
			const { execution } = await running.result;
			const metadata = execution.data.resultData.metadata ?? {};
			const stored = Object.values(metadata).join(', ').split(', ');
			// The last one may still be without a response.
			const unnamed = kling.emulator.tasks.filter(
				({ id, externalId }) => !stored.includes(id) && !stored.includes(externalId ?? ''),
			);
			expect(unnamed).toEqual([]);
			expect(Object.keys(metadata).length).toBeLessThanOrEqual(10);
		},
		120_000,
	);

	it('names the request that is still without a response', async () => {
		kling.emulator.faults.add({ on: 'create', delayMs: 60_000 });
		const running = kling.start(creationAndWait);
		await pollUntil(() => kling.emulator.counts.creates === 1);
		running.stop();
		const { execution } = await running.result;
		const metadata = execution.data.resultData.metadata ?? {};
		expect(Object.values(metadata).join()).toMatch(/n8n-1-[a-z0-9]{6}-/);
	});
});
