import { describe, expect, it } from '@jest/globals';
import { DuplicateMemory, type StoredKeys } from '../../../kling/duplicateMemory';

/** Each test has triggers of its own: all of them share the memory of the process. */
let lastScope = 0;
const newScope = () => `trigger ${++lastScope}`;

/** What n8n does with the store between two calls. */
const save = (store: StoredKeys) => JSON.parse(JSON.stringify(store)) as StoredKeys;

describe('the memory of a trigger', () => {
	it('lets an event pass once', () => {
		const memory = new DuplicateMemory({}, newScope());
		expect([memory.claim('a'), memory.claim('a')]).toEqual([true, false]);
	});

	it('knows an event that has passed', () => {
		const memory = new DuplicateMemory({}, newScope());
		memory.claim('a');
		expect([memory.has('a'), memory.has('b')]).toEqual([true, false]);
	});

	it('forgets nothing when n8n is restarted', () => {
		const store: StoredKeys = {};
		new DuplicateMemory(store, newScope()).claim('a');
		// Another scope stands for another process, which shares the store only.
		const memory = new DuplicateMemory(save(store), newScope());
		expect(memory.claim('a')).toBe(false);
	});

	it('knows an event that n8n has not saved yet', () => {
		const scope = newScope();
		new DuplicateMemory({}, scope).claim('a');
		expect(new DuplicateMemory({}, scope).claim('a')).toBe(false);
	});

	it('is not that of another trigger', () => {
		new DuplicateMemory({}, newScope()).claim('a');
		expect(new DuplicateMemory({}, newScope()).claim('a')).toBe(true);
	});

	it('is bounded, and forgets the oldest first', () => {
		const store: StoredKeys = {};
		for (let i = 0; i < 1100; i++) new DuplicateMemory(store, newScope()).claim(`key ${i}`);
		const seen = store.seen as string[];
		expect([seen.length, seen[0], seen.at(-1)]).toEqual([1000, 'key 100', 'key 1099']);
	});

	it('is bounded in the process, too', () => {
		const scope = newScope();
		new DuplicateMemory({}, scope).claim('old');
		for (let i = 0; i < 1000; i++) new DuplicateMemory({}, scope).claim(`key ${i}`);
		const memory = new DuplicateMemory({}, scope);
		expect([memory.has('old'), memory.has('key 0')]).toEqual([false, true]);
	});

	it.each([[undefined], [null], ['text'], [{}], [[1, null, {}]]])(
		'begins anew when the store holds %p',
		(seen) => {
			const store: StoredKeys = { seen };
			expect(new DuplicateMemory(store, newScope()).claim('a')).toBe(true);
			expect(store.seen).toEqual(['a']);
		},
	);
});
