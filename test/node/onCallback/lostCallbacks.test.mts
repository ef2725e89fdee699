import { describe, expect, it, jest } from '@jest/globals';
import { useEmulator } from '../../support/engine/useEmulator.mts';
import { creationOnCallback, useParking } from '../../support/engine/useParking.mts';
import type { ParkedNode } from '../../support/engine/parkedNode.mts';
import { pollUntil } from '../../support/pollUntil.mts';

// The node asks every four minutes, by a clock that is fifty times faster than real time.
jest.setTimeout(60_000);

const EXECUTIONS = 50;
const kling = useEmulator({ hold: true, jobDurationMs: 0, quota: EXECUTIONS });
const parking = useParking(kling);

describe('executions whose callbacks all get lost', () => {
	it('are called by the node within minutes, with one query for all', async () => {
		const parked = await Promise.all(
			Array.from({ length: EXECUTIONS }, async (_, index) =>
				parking.park(creationOnCallback, { executionId: String(index + 1) }),
			),
		);
		// The calls that follow a moment after each execution is parked.
		await pollUntil(() => parked.every((node) => parking.callsOf(node).length === 1), 20_000);
		const { queries, listQueries } = kling.emulator.counts;
		for (const { id } of kling.emulator.tasks) kling.emulator.finish(id);
		const finishedAt = Date.now();

		await pollUntil(() => parked.every((node) => parking.callsOf(node).length === 2), 20_000);

		const minutes = ((Date.now() - finishedAt) * 50) / 60_000;
		const asked = kling.emulator.counts;
		process.stdout.write(
			`${EXECUTIONS} parked executions, all callbacks lost: all called after ${minutes.toFixed(1)} minutes, ${asked.listQueries - listQueries} list queries, ${asked.queries - queries} others\n`,
		);
		// Less than five on an idle machine. A real second is nearly a minute here.
		expect(minutes).toBeLessThan(10);
		expect(asked.queries + asked.listQueries - queries - listQueries).toBeLessThanOrEqual(3);
	});

	it('are not called while one of their tasks runs', async () => {
		const parked = await parking.park(creationOnCallback, {
			items: [{ json: {} }, { json: {} }],
			executionId: 'two',
		});
		await pollUntil(() => parking.callsOf(parked).length === 1);
		const [first, second] = kling.emulator.tasks;
		kling.emulator.finish(first?.id ?? '');
		const asked = () => kling.emulator.counts.queries + kling.emulator.counts.listQueries;
		const before = asked();
		await pollUntil(() => asked() > before, 20_000);
		expect(parking.callsOf(parked)).toHaveLength(1);

		kling.emulator.finish(second?.id ?? '');

		await pollUntil(() => parking.callsOf(parked).length === 2, 20_000);
	});

	/** Parks executions and waits for the calls that follow a moment later. */
	const parkAll = async (...executionIds: string[]) => {
		const parked = await Promise.all(
			executionIds.map((executionId) => parking.park(creationOnCallback, { executionId })),
		);
		await pollUntil(() => parked.every((node) => parking.callsOf(node).length === 1));
		return parked as [ParkedNode, ...ParkedNode[]];
	};
	const finishAll = () => {
		for (const { id } of kling.emulator.tasks) kling.emulator.finish(id);
	};

	it('are not called when they are no longer parked, which n8n would log as an error', async () => {
		const [resumed, parked] = (await parkAll('resumed', 'parked')) as [ParkedNode, ParkedNode];
		resumed.result.execution.data.waitTill = undefined;
		finishAll();
		await pollUntil(() => parking.callsOf(parked).length === 2, 20_000);
		expect(parking.callsOf(resumed)).toHaveLength(1);
	});

	it('are called again when the call is refused', async () => {
		const [parked] = await parkAll('refused');
		parking.answers.push(503);
		finishAll();
		await pollUntil(() => parking.callsOf(parked).length === 3, 20_000);
	});
});
