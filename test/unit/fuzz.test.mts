import { expect, it } from '@jest/globals';
import { fuzz } from '../fuzz/fuzz.mts';

/** `npm run fuzz` reads a million. */
const INPUTS = 10_000;

it('every parser survives broken texts and files, with errors of our own only, each within a second', async () => {
	const report = await fuzz(INPUTS, Date.now() % 1_000_000);
	expect(report.inputs).toBeGreaterThanOrEqual(INPUTS);
}, 120_000);
