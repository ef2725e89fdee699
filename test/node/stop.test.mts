import { describe, expect, it } from '@jest/globals';
import { countSleepers } from '../support/engine/fastClock.mts';
import { creationAndWait, useEmulator } from '../support/engine/useEmulator.mts';
import { pollUntil } from '../support/pollUntil.mts';

const kling = useEmulator({ hold: true, jobDurationMs: 0 });

describe('Stop', () => {
	it('ends a wait between two queries', async () => {
		const options = { pollingInterval: 3600 };
		const running = kling.start({ ...creationAndWait, options });
		await pollUntil(() => countSleepers() > 0);
		running.stop();
		const { status } = await running.result;
		expect(status).toBe('canceled');
	});

	it('ends a wait in the middle of a query', async () => {
		kling.emulator.faults.add({ on: 'get', delayMs: 60_000 });
		const running = kling.start(creationAndWait);
		await pollUntil(() => kling.emulator.counts.queries === 1);
		running.stop();
		const { status } = await running.result;
		expect(status).toBe('canceled');
	});

	it('ends the pause before a failed query is repeated', async () => {
		const error = { code: 5001 };
		kling.emulator.faults.add({ on: 'get', error, headers: { 'Retry-After': '300' } });
		const running = kling.start({ operation: 'get', taskId: 'any' });
		await pollUntil(() => countSleepers() > 0);
		running.stop();
		const { status } = await running.result;
		expect(status).toBe('canceled');
	});

	it('ends a download', async () => {
		const taskId = await kling.createTask();
		kling.emulator.finish(taskId);
		kling.emulator.faults.add({ on: 'download', delayMs: 60_000 });
		const running = kling.start({ operation: 'get', taskId, downloadVideo: true });
		await pollUntil(() => kling.emulator.counts.downloads === 1);
		running.stop();
		const { status } = await running.result;
		expect(status).toBe('canceled');
	});

	it('sends no further request', async () => {
		const items = Array.from({ length: 5 }, () => ({ json: {} }));
		const running = kling.start(creationAndWait, { items });
		await pollUntil(() => kling.emulator.counts.listQueries > 0);
		running.stop();
		await running.result;
		// Makes room for another one.
		for (const { id } of kling.emulator.tasks) kling.emulator.finish(id);
		const { length } = kling.emulator.requests;
		// A wait that continues would show in an execution of the same length.
		await kling.run({ ...creationAndWait, options: { pollingInterval: 1, timeLimit: 0.1 } });
		const later = kling.emulator.requests.slice(length);
		expect(later.filter(({ operation }) => operation === 'list')).toEqual([]);
	});

	it('does not become an item, even when the node continues on errors', async () => {
		const settings = { onError: 'continueErrorOutput' } as const;
		const running = kling.start(creationAndWait, { settings });
		await pollUntil(() => kling.emulator.counts.queries > 0);
		running.stop();
		const { status, errorItems } = await running.result;
		expect({ status, errorItems }).toEqual({ status: 'canceled', errorItems: [] });
	});
});
