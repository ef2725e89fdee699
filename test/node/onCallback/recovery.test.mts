import { describe, expect, it } from '@jest/globals';
import { fastNow } from '../../support/engine/fastClock.mts';
import { useEmulator } from '../../support/engine/useEmulator.mts';
import { useParking } from '../../support/engine/useParking.mts';
import { pollUntil } from '../../support/pollUntil.mts';

const kling = useEmulator({ hold: true, jobDurationMs: 0 });
const parking = useParking(kling);

/** Makes the only task succeed; returns the callback about it. */
function finish() {
	const [task] = kling.emulator.tasks;
	kling.emulator.finish(task?.id ?? '');
	return { task_id: task?.id, task_status: 'succeed' };
}

// The order matters, because n8n has started only once for all of them.
describe('callbacks that come when n8n has just started', () => {
	it('resume at once what was parked since then', async () => {
		const parked = await parking.park();
		const { status, resumed } = await parked.call(finish());
		expect([status, resumed?.items[0]?.json.task_status]).toEqual([200, 'succeed']);
	});

	it('do not resume what was parked before, but make the node call it once within a minute', async () => {
		const parked = await parking.parkBeforeStart();
		const callback = finish();
		const calledAt = fastNow();

		const answers = [await parked.call(callback), await parked.call(callback)];

		const held = { status: 503, message: 'n8n is starting: the execution goes on in a minute' };
		expect(answers).toEqual([held, held].map((answer) => ({ ...answer, resumed: undefined })));
		await pollUntil(() => parking.callsOf(parked).length > 1);
		expect((fastNow() - calledAt) / 1000).toBeLessThan(65);
		expect(parking.callsOf(parked).slice(1)).toEqual([
			{
				url: expect.stringMatching(/^\/webhook-waiting\/\d+\?signature=/),
				body: { task_id: callback.task_id, task_status: 'processing' },
			},
		]);
	});

	it('resume everything after that minute', async () => {
		const parked = await parking.parkBeforeStart();
		const { status, resumed } = await parked.call(finish());
		expect([status, resumed?.items[0]?.json.task_status]).toEqual([200, 'succeed']);
	});
});
