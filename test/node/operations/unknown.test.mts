import { expect, it } from '@jest/globals';
import { creation, useEmulator } from '../../support/engine/useEmulator.mts';

const kling = useEmulator();

it('an operation that does not exist is an error, and nothing is sent', async () => {
	const { error } = await kling.run({ ...creation, operation: 'delete' });

	expect(error?.message).toBe('The operation "delete" is not supported');
	expect(kling.emulator.requests).toEqual([]);
});
