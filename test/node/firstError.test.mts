import { describe, expect, it } from '@jest/globals';
import { countSleepers, holdSleeps } from '../support/engine/fastClock.mts';
import { creationAndWait, useEmulator } from '../support/engine/useEmulator.mts';
import { pollUntil } from '../support/pollUntil.mts';

const kling = useEmulator({ hold: true, jobDurationMs: 0, quota: 50 });

/** Items whose tasks have ended, except that of the first item. */
async function startDownloads(count: number) {
	const items = Array.from({ length: count }, () => ({ json: {} }));
	const running = kling.start({ ...creationAndWait, downloadVideo: true }, { items });
	await pollUntil(() => kling.emulator.tasks.length === count);
	const [first, ...others] = kling.emulator.tasks.map(({ id }) => id);
	for (const id of others) kling.emulator.finish(id);
	/** Lets the first item fail, and waits for the error that ends the node. */
	const fail = async () => {
		kling.emulator.finish(first ?? '', { fails: 'Image pixel is invalid' });
		return (await running.result).error;
	};
	return fail;
}

describe('the first error that ends the node', () => {
	it('ends downloads at once, and starts no further one', async () => {
		kling.emulator.faults.add({ on: 'download', delayMs: 60_000, times: 3 });
		const fail = await startDownloads(10);
		await pollUntil(() => kling.emulator.counts.downloads === 3);
		const error = await fail();
		expect(error?.message).toContain('Image pixel is invalid');
		expect(kling.emulator.counts.downloads).toBe(3);
	});

	it('ends the pause before a failed download is repeated', async () => {
		const pauseS = 300;
		holdSleeps(1000 * pauseS);
		const headers = { 'Retry-After': String(pauseS) };
		kling.emulator.faults.add({ on: 'download', status: 503, headers, times: 2 });
		const fail = await startDownloads(2);
		await pollUntil(() => kling.emulator.counts.downloads === 1 && countSleepers() > 0);
		const error = await fail();
		expect(error?.message).toContain('Image pixel is invalid');
		expect(kling.emulator.counts.downloads).toBe(1);
	});
});
