import { describe, expect, it } from '@jest/globals';
import type { IExecuteFunctions } from 'n8n-workflow';
import { isParked } from '../../../../../../nodes/KlingMotionControl/waiting/onCallback/isParked';

/** The context in an n8n that has stored this data with execution 7. */
function storing(data: object | undefined): IExecuteFunctions {
	const stored = new Map([['7', data]]);
	const getExecutionDataById = async (id: string) => await Promise.resolve(stored.get(id));
	return { getExecutionDataById } as unknown as IExecuteFunctions;
}

describe('an execution', () => {
	it.each([
		['that waits', storing({ waitTill: new Date() }), true],
		['that was resumed', storing({}), false],
		['that was deleted', storing(undefined), false],
		['of which n8n says nothing', {} as IExecuteFunctions, true],
	])('%s', async (_which, context, expected) => {
		await expect(isParked(context, '7')).resolves.toBe(expected);
	});
});
