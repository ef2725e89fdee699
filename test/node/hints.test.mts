import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import { creation, creationAndWait, useEmulator } from '../support/engine/useEmulator.mts';

const kling = useEmulator();
const paying = useEmulator({ paysWith: 'money' });

/** The hint in the output panel after a run. */
async function hintsAfter(
	parameters: INodeParameters,
	count = 1,
	account = kling,
): Promise<string[]> {
	const items = new Array(count).fill({ json: {} });
	const { execution } = await account.run(parameters, { items });
	const [run] = execution.data.resultData.runData['Kling Motion Control'] ?? [];
	return (run?.hints ?? []).map(({ message }) => message);
}

describe('the output panel after a run', () => {
	it('says how long the link works', async () => {
		const inThirtyDays = new Date(Date.now() + 30 * 24 * 60 * 60 * 1000);
		const [hint] = await hintsAfter(creationAndWait);
		expect(hint).toContain(
			`The link works until <b>${inThirtyDays.toISOString().slice(0, 10)}</b>`,
		);
	});

	it('says so for several videos', async () => {
		const [hint] = await hintsAfter(creationAndWait, 2);
		expect(hint).toContain('The links work until <b>');
	});

	it('says what the video cost where the account pays with money', async () => {
		const [hint] = await hintsAfter(creationAndWait, 1, paying);
		expect(hint).toContain('This video cost <b>0.35 of the account’s balance</b>.');
	});

	it('says nothing about a video that does not exist yet', async () => {
		expect(await hintsAfter(creation)).toEqual([]);
	});
});
