import { expect, it } from '@jest/globals';
import { readMutants } from '../../../../scripts/media/readMutants.mts';

it('the readers of media take whatever is wrong with a file without a throw, and soon', async () => {
	const { slowestMs } = await readMutants(2000, 42);
	expect(slowestMs).toBeLessThan(1000);
});
