import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { useE2e } from '../support/n8n/useE2e.mts';
import { pollUntil } from '../support/pollUntil.mts';
import { items, type WorkflowNode } from '../support/n8n/workflow.mts';

const e2e = useE2e({ emulator: { hold: true } });

const INTERVAL_S = 1;
/** The time that the documentation promises. */
const ENDS_WITHIN_MS = 2000;

const fiveItems = items({}, {}, {}, {}, {});
const toVideo = (pollingInterval = INTERVAL_S) =>
	e2e.node({ parameters: { options: { pollingInterval } } });

/**
 * Starts a workflow and stops it as soon as the condition is true; returns how long the stop took.
 */
async function stopWhen(condition: () => boolean, ...nodes: WorkflowNode[]) {
	const { client } = e2e.stage;
	const id = await e2e.stage.start(...nodes);
	await pollUntil(condition, 20_000);
	const pressedAt = Date.now();
	await client.stopExecution(id);
	const { status } = await client.waitForExecution(id);
	return { status, tookMs: Date.now() - pressedAt };
}

/** Waits until Kling has been asked for the tasks of this run. */
const hasAsked = () => {
	const last = e2e.emulator.requests.at(-1);
	return last?.status === 200 && last.operation !== 'create';
};

describe('Stop during a wait', () => {
	it('sends no further request', async () => {
		await stopWhen(hasAsked, fiveItems, toVideo());
		const { length } = e2e.emulator.requests;
		// Only waiting can show that nothing comes: long enough for three more rounds.
		await sleep(3 * INTERVAL_S * 1000);
		expect(e2e.emulator.requests.slice(length)).toEqual([]);
	});

	it.each([
		['one task', []],
		['five tasks', [fiveItems]],
	])('ends the execution within two seconds: %s', async (_what, before) => {
		const { status, tookMs } = await stopWhen(hasAsked, ...before, toVideo());
		expect(status).toBe('canceled');
		expect(tookMs).toBeLessThan(ENDS_WITHIN_MS);
	});

	it('does not wait for the next query, however far away it is', async () => {
		const isCreated = () => e2e.emulator.counts.charges === 1;
		const { status, tookMs } = await stopWhen(isCreated, toVideo(3600));
		expect(status).toBe('canceled');
		expect(tookMs).toBeLessThan(ENDS_WITHIN_MS);
	});

	it('ends it although the node continues on errors', async () => {
		const settings = { onError: 'continueRegularOutput' } as const;
		const after = { ...e2e.node({ parameters: { operation: 'create' } }), name: 'After' };
		const { status } = await stopWhen(hasAsked, e2e.node({ settings }), after);
		expect(status).toBe('canceled');
		expect(e2e.emulator.counts.charges).toBe(1);
	});

	it('loses nothing: the task can be waited for again', async () => {
		await stopWhen(hasAsked, toVideo());
		const [task] = e2e.emulator.tasks;
		e2e.emulator.finish(task?.id ?? '');
		const { items } = await e2e.run(
			e2e.node({ parameters: { operation: 'wait', taskId: task?.id } }),
		);
		expect(items[0]?.json.video_url).toBe(task?.videos[0]?.url);
	});
});
