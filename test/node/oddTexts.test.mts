import { describe, expect, it } from '@jest/globals';
import { creationAndWait, useEmulator } from '../support/engine/useEmulator.mts';

const kling = useEmulator({ jobDurationMs: 40 });

/** Control characters, line breaks, and a change of the writing direction. */
const ODD = 'a\u0000b\r\nc\u001b[31md\u202ee';
const CLEAN = 'a b c [31md e';
// eslint-disable-next-line no-control-regex -- These are what must not be there.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/;
const HALF_CHARACTER = /\p{Cs}/u;

describe('an External Task ID that is cut within an emoji', () => {
	const half = 'dance 🙂'.slice(0, 7);

	it('makes one video like any other', async () => {
		const options = { ...creationAndWait.options, externalTaskId: half };
		const { items, error } = await kling.run({ ...creationAndWait, options });
		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject({ task_status: 'succeed', external_task_id: half });
		expect(kling.emulator.counts.charges).toBe(1);
	});

	it('can be asked for', async () => {
		const { error } = await kling.run({ operation: 'get', taskId: half });
		expect(error?.message).toContain('Kling knows no video with the ID');
	});
});

describe('a task ID', () => {
	it.each(['.', '..'])('that leads to another address is refused, and not sent: %s', async (id) => {
		const { error } = await kling.run({ operation: 'get', taskId: id });
		expect(error?.message).toBe(`"${id}" is not the ID of a video`);
		expect(kling.emulator.requests).toEqual([]);
	});

	it.each([
		['../../account', '..%2F..%2Faccount'],
		['100%', '100%25'],
		['%2e%2e', '%252e%252e'],
		['a?b#c', 'a%3Fb%23c'],
	])('is one part of the address, whatever it is: %s', async (id, segment) => {
		const { error } = await kling.run({ operation: 'get', taskId: id });
		expect(error?.message).toContain('Kling knows no video with the ID');
		expect(kling.emulator.requests.map(({ path }) => path)).toEqual([
			`/v1/videos/motion-control/${segment}`,
		]);
	});
});

describe('control characters and line breaks of a host', () => {
	it('are in no error', async () => {
		const body = { code: ODD, message: ODD, request_id: ODD };
		kling.emulator.faults.add({ on: 'get', status: 400, body });
		const { error } = await kling.run({ operation: 'get', taskId: '1' });
		expect(error?.message).toContain(CLEAN);
		expect(error?.description).toContain(`Kling code ${CLEAN}, Kling request ID ${CLEAN}`);
		expect(`${error?.message}${error?.description}`).not.toMatch(UNPRINTABLE);
	});

	it('are in no error of a failed task', async () => {
		const data = { task_id: ODD, task_status: 'failed', task_status_msg: ODD };
		kling.emulator.faults.add({ on: 'get', body: { code: 0, data } });
		const { error } = await kling.run({ operation: 'wait', taskId: '1' });
		expect(error?.message).toContain(CLEAN);
		expect(`${error?.message}${error?.description}`).not.toMatch(UNPRINTABLE);
	});

	it('are in no simplified item', async () => {
		const task_info = { external_task_id: ODD };
		const data = { task_id: '1', task_status: ODD, task_status_msg: ODD, task_info };
		kling.emulator.faults.add({ on: 'get', body: { code: 0, data } });
		const { items } = await kling.run({ operation: 'get', taskId: '1', downloadVideo: false });
		expect(items[0]?.json).toMatchObject({ task_status: CLEAN, external_task_id: CLEAN });
		for (const value of Object.values(items[0]?.json ?? {})) {
			if (typeof value === 'string') expect(value).not.toMatch(UNPRINTABLE);
		}
	});
});

describe('a very long text of a host', () => {
	it('is cut between two characters', async () => {
		const body = { code: 1201, message: `x${'🙂'.repeat(1000)}`, request_id: '🙂'.repeat(1000) };
		kling.emulator.faults.add({ on: 'get', status: 400, body });
		const { error } = await kling.run({ operation: 'get', taskId: '1' });
		const text = `${error?.message}${error?.description}`;
		expect(text.length).toBeLessThan(1500);
		expect(text).not.toMatch(HALF_CHARACTER);
	});
});
