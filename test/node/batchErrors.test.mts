import { describe, expect, it } from '@jest/globals';
import { itemsNamed, namedLikeItem } from '../support/engine/namedItems.mts';
import { creation, creationAndWait, useEmulator } from '../support/engine/useEmulator.mts';
import { pollUntil } from '../support/pollUntil.mts';

const kling = useEmulator({ jobDurationMs: 40 });

describe('an error in a batch', () => {
	it.each([
		['Create', creation],
		['Create and Wait', creationAndWait],
	])('names all tasks that exist already (%s)', async (_name, parameters) => {
		kling.emulator.faults.add({ on: 'create', taskId: 'bad', error: { code: 1301 }, delayMs: 50 });
		const items = itemsNamed('a', 'b', 'bad', 'c');
		const { error } = await kling.run({ ...parameters, options: namedLikeItem }, { items });
		expect(kling.emulator.tasks.length).toBeGreaterThan(0);
		for (const { id } of kling.emulator.tasks) expect(error?.description).toContain(id);
	});

	it.each([
		['Create', creation],
		['Create and Wait', creationAndWait],
	])('starts no further task (%s)', async (_name, parameters) => {
		kling.emulator.faults.add({ on: 'create', taskId: 'bad', error: { code: 1301 } });
		const items = itemsNamed('bad', ...Array.from({ length: 30 }, (_, index) => `item-${index}`));
		await kling.run({ ...parameters, options: namedLikeItem }, { items });
		expect(kling.emulator.counts.creates).toBeLessThan(10);
	});

	it('names the tasks of all items when one of them fails later', async () => {
		kling.emulator.nextTask({ hold: true, times: 2 });
		const running = kling.start(creationAndWait, { items: itemsNamed('a', 'b') });
		await pollUntil(() => kling.emulator.tasks.length === 2);
		kling.emulator.finish(kling.emulator.tasks[0]?.id ?? '', { fails: 'Image pixel is invalid' });
		const { error } = await running.result;
		for (const { id } of kling.emulator.tasks) expect(error?.description).toContain(id);
	});
});
