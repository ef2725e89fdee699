import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
	deriveExternalTaskId,
	type TaskOrigin,
} from '../../../../../nodes/KlingMotionControl/creating/externalTaskId';

const origin: TaskOrigin = {
	instanceId: 'instance',
	executionId: '100',
	nodeId: 'node',
	runIndex: 0,
	itemIndex: 0,
};

const anyOrigin: fc.Arbitrary<TaskOrigin> = fc.record({
	instanceId: fc.string(),
	executionId: fc.string(),
	nodeId: fc.string(),
	runIndex: fc.nat(),
	itemIndex: fc.nat(),
});

describe('deriveExternalTaskId', () => {
	it('is the same for the same place, so that a repeated run meets its task', () => {
		expect(deriveExternalTaskId({ ...origin })).toBe(deriveExternalTaskId(origin));
	});

	it('stays what it is from version to version', () => {
		expect(deriveExternalTaskId(origin)).toBe('n8n-8e6d37524b35851b45d3a6ca13a80bc5');
	});

	it.each([
		['another n8n', { instanceId: 'other' }],
		['another execution', { executionId: '101' }],
		['another node', { nodeId: 'other' }],
		['another round of a loop', { runIndex: 1 }],
		['another item', { itemIndex: 1 }],
	])('differs for %s', (_what, change) => {
		expect(deriveExternalTaskId({ ...origin, ...change })).not.toBe(deriveExternalTaskId(origin));
	});

	it('differs where the parts of two places only look alike in a row', () => {
		const one = deriveExternalTaskId({ ...origin, runIndex: 1, itemIndex: 11 });
		expect(deriveExternalTaskId({ ...origin, runIndex: 11, itemIndex: 1 })).not.toBe(one);
	});

	it('differs for any two places', () => {
		fc.assert(
			fc.property(anyOrigin, anyOrigin, (a, b) => {
				const isSamePlace = JSON.stringify(a) === JSON.stringify(b);
				expect(deriveExternalTaskId(a) === deriveExternalTaskId(b)).toBe(isSamePlace);
			}),
		);
	});

	it('is short, and safe in a URL', () => {
		fc.assert(
			fc.property(anyOrigin, (place) => {
				expect(deriveExternalTaskId(place)).toMatch(/^n8n-[0-9a-f]{32}$/);
			}),
		);
	});
});
