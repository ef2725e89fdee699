/** Enough for the repetitions of some hundred tasks that run at the same time; about 30 kB as JSON. */
const MAX_KEYS = 1000;

/** What is kept of the past: plain JSON, oldest first, so that n8n can store it. */
export interface StoredKeys {
	seen?: unknown;
}

/**
 * How long an event counts as one that is about to start its workflow, unless that is known to have
 * started: a worker doesn't tell the process that takes callbacks. Milliseconds.
 */
const UNDER_WAY_MS = 10_000;

/** What has become of an event: nothing yet, its workflow is about to start, or it has started. */
export type EventState = 'new' | 'underWay' | 'started';

/** What this process knows of the events of a trigger. */
interface Known {
	/** When an event was taken on, in Unix milliseconds; oldest first. */
	takenAt: Map<string, number>;
	/** Oldest first. */
	started: Set<string>;
}

/** By trigger. */
const inProcess = new Map<string, Known>();

/**
 * Remembers which events have started a workflow. The store lives as long as the workflow, but each
 * call has a copy of its own, and the one that is saved last wins. So the process remembers too, and
 * every call saves all that the process knows.
 */
export class DuplicateMemory {
	private readonly known: Known;

	/**
	 * @param store of one trigger node, saved by n8n after the call
	 * @param scope what tells this trigger from all others in the process
	 */
	constructor(
		private readonly store: StoredKeys,
		scope: string,
	) {
		this.known = inProcess.get(scope) ?? { takenAt: new Map(), started: new Set() };
		inProcess.set(scope, this.known);
	}

	/** @param now Unix time in milliseconds */
	stateOf(key: string, now: number): EventState {
		const { takenAt, started } = this.known;
		if (started.has(key) || this.stored().includes(key)) return 'started';
		const time = takenAt.get(key);
		if (time === undefined) return 'new';
		return now - time < UNDER_WAY_MS ? 'underWay' : 'started';
	}

	/**
	 * Takes an event on, whose workflow is about to start.
	 *
	 * @param now Unix time in milliseconds
	 */
	claim(key: string, now: number): void {
		this.known.takenAt.set(key, now);
		forgetOldest(this.known.takenAt);
	}

	/** Remembers an event that has started its workflow, and saves all that is known. */
	keep(key: string): void {
		const { takenAt, started } = this.known;
		takenAt.delete(key);
		started.add(key);
		forgetOldest(started);
		const older = this.stored().filter((other) => !started.has(other));
		this.store.seen = [...older, ...started].slice(-MAX_KEYS);
	}

	private stored(): string[] {
		const { seen } = this.store;
		return Array.isArray(seen) ? seen.filter((key) => typeof key === 'string') : [];
	}
}

function forgetOldest(known: Set<string> | Map<string, unknown>): void {
	for (const oldest of known.keys()) {
		if (known.size <= MAX_KEYS) break;
		known.delete(oldest);
	}
}
