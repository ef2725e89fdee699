import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
	deriveExternalTaskId,
	externalTaskIdPrefix,
	type TaskOrigin,
} from '../../../../nodes/common/externalTaskId';

const origin: TaskOrigin = {
	executionId: '100',
	random: 'k3x9qa',
	nodeId: '5f1c0d3e-8a44-4d39-9f53-4f2b7c9f2a10',
	runIndex: 0,
	item: '4',
	attempt: 1,
};

const letters = fc.stringMatching(/^[0-9a-z]{6}$/);
const anyOrigin: fc.Arbitrary<TaskOrigin> = fc.record({
	executionId: fc.stringMatching(/^[0-9]{1,12}$/),
	random: letters,
	nodeId: fc.constantFrom(...'abcdefghij'),
	runIndex: fc.nat(),
	item: fc.oneof(
		fc.nat().map(String),
		fc.tuple(fc.nat(), letters).map(([index, call]) => `${index}${call}`),
	),
	attempt: fc.integer({ min: 1, max: 10 }),
});

describe('deriveExternalTaskId', () => {
	it('is the same for the same origin, so that a repeated run finds its task', () => {
		expect(deriveExternalTaskId({ ...origin })).toBe(deriveExternalTaskId(origin));
	});

	it('shows the execution, the run, the item and the try', () => {
		expect(deriveExternalTaskId({ ...origin, runIndex: 2, attempt: 3 })).toMatch(
			/^n8n-100-k3x9qa-[0-9a-f]{4}-2-4-3$/,
		);
	});

	it('stays the same from version to version', () => {
		expect(deriveExternalTaskId(origin)).toBe('n8n-100-k3x9qa-6fad-0-4-1');
	});

	it.each([
		['another execution', { executionId: '101' }],
		['the same number of an execution in a restored database', { random: 'zzzzzz' }],
		['another node', { nodeId: 'other' }],
		['another round of a loop', { runIndex: 1 }],
		['another item', { item: '1' }],
		['another call of a tool', { item: '4abcdef' }],
		['another try', { attempt: 2 }],
	])('differs for %s', (_what, change) => {
		expect(deriveExternalTaskId({ ...origin, ...change })).not.toBe(deriveExternalTaskId(origin));
	});

	it('differs when the parts of two origins look the same when joined', () => {
		const one = deriveExternalTaskId({ ...origin, runIndex: 1, item: '11' });
		expect(deriveExternalTaskId({ ...origin, runIndex: 11, item: '1' })).not.toBe(one);
	});

	it('differs for any two origins', () => {
		fc.assert(
			fc.property(anyOrigin, anyOrigin, (a, b) => {
				const isSamePlace = JSON.stringify(a) === JSON.stringify(b);
				expect(deriveExternalTaskId(a) === deriveExternalTaskId(b)).toBe(isSamePlace);
			}),
		);
	});

	it('begins with the prefix of its execution, and of no other', () => {
		fc.assert(
			fc.property(anyOrigin, anyOrigin, (a, b) => {
				const id = deriveExternalTaskId(a);
				expect(id.startsWith(externalTaskIdPrefix(a.executionId))).toBe(true);
				const isOthers = id.startsWith(externalTaskIdPrefix(b.executionId));
				expect(isOthers).toBe(a.executionId === b.executionId);
			}),
		);
	});

	it('is short, and safe in a URL', () => {
		fc.assert(
			fc.property(anyOrigin, (place) => {
				expect(deriveExternalTaskId(place)).toMatch(/^n8n-[0-9a-z-]{1,60}$/);
			}),
		);
	});
});
