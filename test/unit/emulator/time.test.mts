import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { KlingTime } from '../../../emulator/time.mts';
import { startEmulator, type Emulator } from '../../../emulator/server.mts';
import { pollUntil } from '../../support/pollUntil.mts';

const MINUTE_MS = 60_000;
const SPEED = 600;

// Long, because a busy machine needs it to start a server.
jest.setTimeout(60_000);

describe('a Kling whose time goes 600 times faster', () => {
	let emulator: Emulator;
	afterEach(async () => await emulator.close());

	it('shows a job of a minute, which takes a tenth of a second', async () => {
		const pace = { speed: SPEED, since: Date.now() };
		emulator = await startEmulator({ pace, jobDurationMs: MINUTE_MS, checkMedia: false });
		const startedAt = Date.now();
		await create(emulator);
		await pollUntil(() => emulator.tasks[0]?.status === 'succeed');
		const [task] = emulator.tasks;
		const told = (task?.updatedAt ?? 0) - (task?.createdAt ?? 0);
		expect(told).toBeGreaterThanOrEqual(MINUTE_MS - SPEED * 3);
		expect(Date.now() - startedAt).toBeLessThan(MINUTE_MS / 2);
	});
});

describe('the time of a Kling', () => {
	it('is the machine’s at a speed of 1, whenever it began', () => {
		const time = new KlingTime({ speed: 1, since: 0 });
		expect(Math.abs(time.now() - Date.now())).toBeLessThanOrEqual(1000);
	});

	it('passes faster than the machine’s by the given factor', async () => {
		const time = new KlingTime({ speed: SPEED, since: Date.now() });
		const [before, realBefore] = [time.now(), Date.now()];
		await sleep(20);
		expect(time.now() - before).toBeGreaterThanOrEqual(SPEED * 15);
		expect(time.now() - before).toBeLessThanOrEqual(SPEED * (Date.now() - realBefore + 2));
	});
});

async function create({ baseUrl }: Emulator): Promise<void> {
	const response = await fetch(`${baseUrl}/v1/videos/motion-control`, {
		method: 'POST',
		headers: { authorization: 'Bearer test-token', 'content-type': 'application/json' },
		body: JSON.stringify({
			image_url: 'https://example.com/a.png',
			video_url: 'https://example.com/a.mp4',
			character_orientation: 'image',
			mode: 'std',
		}),
	});
	expect(response.status).toBe(200);
}
