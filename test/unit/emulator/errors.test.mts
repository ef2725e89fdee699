import { describe, expect, it } from '@jest/globals';
import { ERROR_CODES } from '../../../emulator/errors.mts';
import { useEmulatorClient } from '../../support/servers/emulatorClient.mts';

const kling = useEmulatorClient();

/** Code and HTTP status in the order of Kling's table. */
const TABLE = [
	[1000, 401],
	[1001, 401],
	[1002, 401],
	[1003, 401],
	[1004, 401],
	[1100, 429],
	[1101, 429],
	[1102, 429],
	[1103, 403],
	[1200, 400],
	[1201, 400],
	[1202, 404],
	[1203, 404],
	[1300, 400],
	[1301, 400],
	[1302, 429],
	[1303, 429],
	[1304, 429],
	[5000, 500],
	[5001, 503],
	[5002, 504],
] as const;

describe('the error table', () => {
	it('has the codes of Kling’s table and no others', () => {
		expect(ERROR_CODES).toEqual(TABLE.map(([code]) => code));
	});

	it.each(TABLE)('gives code %i with status %i on demand', async (code, status) => {
		kling.emulator.faults.add({ on: 'create', error: { code } });
		const answer = await kling.create();
		expect([answer.status, answer.body]).toEqual([
			status,
			{ code, message: expect.stringMatching(/\w/), request_id: expect.any(String) },
		]);
		expect(kling.emulator.counts.charges).toBe(0);
	});

	it.each([
		[1102, 'Account balance not enough'],
		[1303, 'parallel task over resource pack limit'],
	])('has the text that was seen with code %i: %s', async (code, text) => {
		kling.emulator.faults.add({ on: 'create', error: { code } });
		expect((await kling.create()).body.message).toBe(text);
	});
});
