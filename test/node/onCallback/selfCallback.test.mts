import { describe, expect, it } from '@jest/globals';
import { useEmulator } from '../../support/engine/useEmulator.mts';
import { creationOnCallback, useParking } from '../../support/engine/useParking.mts';
import { pollUntil } from '../../support/pollUntil.mts';

const kling = useEmulator({ hold: true, jobDurationMs: 0 });
const parking = useParking(kling);

describe('a moment after an execution is parked', () => {
	it('the node calls it in Kling’s place, because a callback may have been refused', async () => {
		const parked = await parking.park();
		await pollUntil(() => parking.callsOf(parked).length > 0);
		expect(parking.callsOf(parked)).toEqual([
			{
				url: `/webhook-waiting/1?signature=${parked.resumeToken}`,
				body: { task_id: kling.emulator.tasks[0]?.id, task_status: 'processing' },
			},
		]);
	});

	it('that call ends the execution when the task has ended meanwhile', async () => {
		const parked = await parking.park();
		kling.emulator.finish(kling.emulator.tasks[0]?.id ?? '');
		await pollUntil(() => parking.callsOf(parked).length > 0);
		const { resumed } = await parked.call(parking.callsOf(parked)[0]?.body);
		expect(resumed?.items[0]?.json.task_status).toBe('succeed');
	});

	it('it names a task that had not ended', async () => {
		kling.emulator.faults.add({ on: 'create', endsTask: true });
		const parked = await parking.park(creationOnCallback, { items: [{ json: {} }, { json: {} }] });
		await pollUntil(() => parking.callsOf(parked).length > 0);
		const unfinished = kling.emulator.tasks.find(({ status }) => status !== 'succeed');
		expect(parking.callsOf(parked)[0]?.body).toMatchObject({ task_id: unfinished?.id });
	});

	it('the call is repeated when n8n refuses it', async () => {
		parking.answers.push(409);
		const parked = await parking.park();
		await pollUntil(() => parking.callsOf(parked).length === 2);
		expect(parking.callsOf(parked)[1]).toEqual(parking.callsOf(parked)[0]);
	});
});

describe('Stop', () => {
	it('while the tasks are created ends the execution, which is not parked', async () => {
		kling.emulator.faults.add({ on: 'create', delayMs: 60_000 });
		const running = kling.start(creationOnCallback);
		await pollUntil(() => kling.emulator.counts.creates === 1);
		running.stop();
		expect((await running.result).status).toBe('canceled');
	});

	it('while Kling is asked once more ends the execution, which is not parked', async () => {
		kling.emulator.faults.add({ on: 'get', delayMs: 60_000 });
		const running = kling.start(creationOnCallback);
		await pollUntil(() => kling.emulator.counts.queries === 1);
		running.stop();
		expect((await running.result).status).toBe('canceled');
	});
});
