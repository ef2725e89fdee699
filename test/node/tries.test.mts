import { describe, expect, it } from '@jest/globals';
import { creationAndWait, useEmulator } from '../support/engine/useEmulator.mts';

const kling = useEmulator({ jobDurationMs: 40 });
const withTries = (tries: number) => ({
	...creationAndWait,
	options: { pollingInterval: 1, tries },
});

describe('Tries', () => {
	it('create a new task after each failed one, until there is a video', async () => {
		kling.emulator.nextTask({ fails: 'generation error', times: 2 });
		const { items, error } = await kling.run(withTries(3));
		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject({
			task_status: 'succeed',
			task_id: kling.emulator.tasks[2]?.id,
		});
	});

	it('end with the last failure', async () => {
		kling.emulator.nextTask({ fails: 'generation error', times: 2 });
		const { error } = await kling.run(withTries(2));
		expect(error?.message).toBe('Kling could not make the video: generation error');
		expect(kling.emulator.counts.creates).toBe(2);
	});

	it('are one by default', async () => {
		kling.emulator.nextTask({ fails: 'generation error' });
		const { error } = await kling.run(creationAndWait);
		expect(error?.message).toBe('Kling could not make the video: generation error');
		expect(kling.emulator.counts.creates).toBe(1);
	});

	it('are refused together with a user’s own ID, which can be used only once', async () => {
		const options = { pollingInterval: 1, tries: 2, externalTaskId: 'order-1' };
		const message = await kling.refusal({ ...creationAndWait, options });
		expect(message).toContain('Tries needs a new external task ID for each try');
	});
});
