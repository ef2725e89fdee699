import { describe, expect, it } from '@jest/globals';
import { DuplicateMemory, type StoredKeys } from '../../../../kling/callbacks/duplicateMemory';

const NOW = Date.UTC(2026, 0);

/** Each test has its own triggers, because all of them share the memory of the process. */
let lastScope = 0;
const newScope = () => `trigger ${++lastScope}`;

/** Stores and restores as n8n does between two calls. */
const copy = (store: StoredKeys) => JSON.parse(JSON.stringify(store)) as StoredKeys;

/** Makes events start workflows in a process that then ends. */
function pass(store: StoredKeys, ...keys: string[]): void {
	const memory = new DuplicateMemory(store, newScope());
	for (const key of keys) start(memory, key);
}

function start(memory: DuplicateMemory, key: string): void {
	memory.claim(key, NOW);
	memory.keep(key);
}

describe('the memory of a trigger', () => {
	it('knows an event as new, under way and started', () => {
		const memory = new DuplicateMemory({}, newScope());
		const states = [memory.stateOf('a', NOW)];
		memory.claim('a', NOW);
		states.push(memory.stateOf('a', NOW));
		memory.keep('a');
		states.push(memory.stateOf('a', NOW), memory.stateOf('b', NOW));
		expect(states).toEqual(['new', 'underWay', 'started', 'new']);
	});

	it('takes an event as started ten seconds after it was claimed', () => {
		const memory = new DuplicateMemory({}, newScope());
		memory.claim('a', NOW);
		expect([memory.stateOf('a', NOW + 9_999), memory.stateOf('a', NOW + 10_000)]).toEqual([
			'underWay',
			'started',
		]);
	});

	it('forgets nothing that has started when n8n is restarted', () => {
		const store: StoredKeys = {};
		pass(store, 'a');
		// A different scope stands for a different process, which shares only the store.
		const memory = new DuplicateMemory(copy(store), newScope());
		expect(memory.stateOf('a', NOW)).toBe('started');
	});

	describe('of an event that was about to start when n8n ended', () => {
		// What the callback of another event has saved meanwhile.
		const claimed: StoredKeys = {};
		const ended = new DuplicateMemory(claimed, newScope());
		ended.claim('a', NOW);
		ended.claim('other', NOW);

		it('waits a minute for the execution that n8n may have stored, then lets it start anew', () => {
			const memory = new DuplicateMemory(copy(claimed), newScope());
			expect([memory.stateOf('a', NOW + 59_999), memory.stateOf('a', NOW + 60_000)]).toEqual([
				'underWay',
				'new',
			]);
		});

		it('knows it as started once the next process has run that execution', () => {
			const scope = newScope();
			new DuplicateMemory(copy(claimed), scope).keep('a');
			const memory = new DuplicateMemory(copy(claimed), scope);
			expect(memory.stateOf('a', NOW)).toBe('started');
		});

		it('is not lost when the next process saves another event', () => {
			const store = copy(claimed);
			start(new DuplicateMemory(store, newScope()), 'b');
			const memory = new DuplicateMemory(copy(store), newScope());
			expect(memory.stateOf('a', NOW)).toBe('underWay');
		});

		it('stores it no longer when it is over', () => {
			const store = copy(claimed);
			new DuplicateMemory(store, newScope()).claim('b', NOW + 60_000);
			expect(store.claims).toEqual({ b: NOW + 60_000 });
		});
	});

	it('stores an event as started ten seconds after it was claimed, with the next one', () => {
		const store: StoredKeys = {};
		const memory = new DuplicateMemory(store, newScope());
		memory.claim('a', NOW);
		memory.claim('b', NOW + 10_000);
		expect(store).toEqual({ seen: ['a'], claims: { b: NOW + 10_000 }, latest: 'b' });
	});

	it('knows an event as started in every process once n8n has stored its execution', () => {
		const store: StoredKeys = {};
		new DuplicateMemory(store, newScope()).claim('a', NOW);
		const memory = new DuplicateMemory(copy(store), newScope());
		expect(memory.stateOf('a', NOW)).toBe('started');
	});

	it('knows an event as started once n8n has confirmed that', () => {
		const memory = new DuplicateMemory({}, newScope());
		memory.claim('a', NOW);
		memory.confirm('a');
		expect(memory.stateOf('a', NOW)).toBe('started');
	});

	it.each([NOW + 1, NOW + 10_000])(
		'knows an event as new again when n8n could not store its execution',
		(time) => {
			const scope = newScope();
			const memory = new DuplicateMemory({}, scope);
			memory.claim('a', NOW);
			memory.claim('b', time);
			memory.release('a');
			expect(new DuplicateMemory({}, scope).stateOf('a', time)).toBe('new');
		},
	);

	it('leaves a store alone that n8n has not loaded', () => {
		const scope = newScope();
		new DuplicateMemory({}, scope).claim('a', NOW);
		const store: StoredKeys = {};
		new DuplicateMemory(store, scope).keep('a');
		expect(store).toEqual({});
	});

	it('leaves the store alone in the execution of a process that has not claimed the event', () => {
		const store: StoredKeys = {};
		new DuplicateMemory(store, newScope()).keep('a');
		expect(store).toEqual({});
	});

	it('stores what such an execution has started with the next event', () => {
		const scope = newScope();
		new DuplicateMemory({}, scope).keep('a');
		const store: StoredKeys = { seen: ['old'] };
		new DuplicateMemory(store, scope).claim('b', NOW);
		expect(store).toEqual({ seen: ['old', 'a'], claims: { b: NOW }, latest: 'b' });
	});

	it('knows an event that n8n has not saved yet', () => {
		const scope = newScope();
		new DuplicateMemory({}, scope).keep('a');
		expect(new DuplicateMemory({}, scope).stateOf('a', NOW)).toBe('started');
	});

	it('is not that of another trigger', () => {
		new DuplicateMemory({}, newScope()).keep('a');
		expect(new DuplicateMemory({}, newScope()).stateOf('a', NOW)).toBe('new');
	});
});

describe('calls at the same time', () => {
	it('save what all of them know, whichever of them is saved last', () => {
		const scope = newScope();
		const stores: StoredKeys[] = [{ seen: ['old'] }, { seen: ['old'] }];
		const [slow, fast] = stores.map((store) => new DuplicateMemory(store, scope));
		if (slow) start(slow, 'a');
		if (fast) start(fast, 'b');
		expect(stores.map(({ seen }) => seen)).toEqual([
			['old', 'a', 'b'],
			['old', 'a', 'b'],
		]);
	});
});

describe('an execution', () => {
	it('begins with an event unless another one of the process has', () => {
		const scope = newScope();
		const begin = (executionId: string) => new DuplicateMemory({}, scope).begin('a', executionId);
		expect([begin('1'), begin('2'), begin('1')]).toEqual([true, false, true]);
	});

	it('is not compared with those of another trigger', () => {
		const begin = (executionId: string) =>
			new DuplicateMemory({}, newScope()).begin('a', executionId);
		expect([begin('1'), begin('2')]).toEqual([true, true]);
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
		start(memory, 'a');
		start(memory, 'a');
		expect(store.seen).toEqual(['old', 'a']);
	});

	it('forgets the oldest first in the process, too', () => {
		const scope = newScope();
		for (const key of keys) start(new DuplicateMemory({}, scope), key);
		const memory = new DuplicateMemory({}, scope);
		expect([memory.stateOf('key 99', NOW), memory.stateOf('key 100', NOW)]).toEqual([
			'new',
			'started',
		]);
	});

	it('takes the oldest of too many events that are about to start as started', () => {
		const store: StoredKeys = {};
		const memory = new DuplicateMemory(store, newScope());
		for (const key of keys) memory.claim(key, NOW);
		expect(store.seen).toEqual(keys.slice(0, 100));
	});

	it('forgets the executions of the oldest first', () => {
		const memory = new DuplicateMemory({}, newScope());
		for (const key of keys) memory.begin(key, '1');
		expect([memory.begin('key 99', '2'), memory.begin('key 101', '2')]).toEqual([true, false]);
	});
});

describe('a store with something else in it', () => {
	it.each([[undefined], [null], ['text'], [{}], [[1, null, {}]]])('is begun anew: %p', (seen) => {
		const store: StoredKeys = { seen };
		pass(store, 'a');
		expect(store.seen).toEqual(['a']);
	});
});
