import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import { creation, useEmulator } from '../../support/engine/useEmulator.mts';

const kling = useEmulator();

const given = (value: unknown) => `={{ ${JSON.stringify(value) ?? 'undefined'} }}`;

/** The request that is sent to Kling for an item. */
async function bodyOf(parameters: INodeParameters) {
	const { error } = await kling.run({ ...creation, ...parameters });
	expect(error).toBeUndefined();
	return kling.emulator.tasks[0]?.body;
}

describe('a cell of a sheet', () => {
	it.each([
		['TRUE', 'yes'],
		['FALSE', 'no'],
		['yes', 'yes'],
		['no', 'no'],
		[0, 'no'],
		['', 'yes'],
		[undefined, 'yes'],
	])('%j in Keep Original Sound is sent as %j', async (value, sent) => {
		const body = await bodyOf({ keepOriginalSound: given(value) });
		expect(body?.keep_original_sound).toBe(sent);
	});

	it.each([
		['Pro', 'pro'],
		['1080p', 'pro'],
		['Standard', 'std'],
	])('%j in Mode is sent as %j', async (value, sent) => {
		expect((await bodyOf({ videoMode: given(value) }))?.mode).toBe(sent);
	});
});
