import { expect, it } from '@jest/globals';
import { readMutants } from '../../../../scripts/media/readMutants.mts';

it('the readers of media read any damaged file quickly, and never throw', async () => {
	const { slowestMs } = await readMutants(2000, 42);
	expect(slowestMs).toBeLessThan(1000);
});
