import { describe, expect, it } from '@jest/globals';
import { DuplicateMemory, type StoredKeys } from '../../../../kling/callbacks/duplicateMemory';

/** Each test has triggers of its own: all of them share the memory of the process. */
let lastScope = 0;
const newScope = () => `trigger ${++lastScope}`;

/** What n8n does with the store between two calls. */
const copy = (store: StoredKeys) => JSON.parse(JSON.stringify(store)) as StoredKeys;

/** Lets events pass in a process that ends then. */
function pass(store: StoredKeys, ...keys: string[]): void {
	const memory = new DuplicateMemory(store, newScope());
	for (const key of keys) memory.claim(key);
	memory.save();
}

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
		pass(store, 'a');
		// Another scope stands for another process, which shares the store only.
		const memory = new DuplicateMemory(copy(store), newScope());
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
});

describe('calls at the same time', () => {
	it('save what all of them know, whichever is saved last', () => {
		const scope = newScope();
		const stores: StoredKeys[] = [{ seen: ['old'] }, { seen: ['old'] }];
		const [slow, fast] = stores.map((store) => new DuplicateMemory(store, scope));
		slow?.claim('a');
		fast?.claim('b');
		fast?.save();
		slow?.save();
		expect(stores.map(({ seen }) => seen)).toEqual([
			['old', 'a', 'b'],
			['old', 'a', 'b'],
		]);
	});
});

describe('a memory that is full', () => {
	const keys = Array.from({ length: 1100 }, (_, index) => `key ${index}`);

	it('forgets the oldest first', () => {
		const store: StoredKeys = {};
		pass(store, ...keys.slice(0, 600));
		pass(store, ...keys.slice(600));
		expect(store.seen).toEqual(keys.slice(100));
	});

	it('does not get full by saving the same events again and again', () => {
		const store: StoredKeys = { seen: ['old'] };
		const memory = new DuplicateMemory(store, newScope());
		memory.claim('a');
		memory.save();
		memory.save();
		expect(store.seen).toEqual(['old', 'a']);
	});

	it('does so in the process, too', () => {
		const scope = newScope();
		for (const key of keys) new DuplicateMemory({}, scope).claim(key);
		const memory = new DuplicateMemory({}, scope);
		expect([memory.has('key 99'), memory.has('key 100')]).toEqual([false, true]);
	});
});

describe('a store that holds something else', () => {
	it.each([[undefined], [null], ['text'], [{}], [[1, null, {}]]])('is begun anew: %p', (seen) => {
		const store: StoredKeys = { seen };
		pass(store, 'a');
		expect(store.seen).toEqual(['a']);
	});
});
