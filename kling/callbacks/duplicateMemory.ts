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
	started: string[];
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
		this.known = inProcess.get(scope) ?? { takenAt: new Map(), started: [] };
		inProcess.set(scope, this.known);
	}

	/** @param now Unix time in milliseconds */
	stateOf(key: string, now: number): EventState {
		const { takenAt, started } = this.known;
		if (started.includes(key) || this.stored().includes(key)) return 'started';
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
		const [oldest] = this.known.takenAt.keys();
		if (this.known.takenAt.size > MAX_KEYS && oldest !== undefined) {
			this.known.takenAt.delete(oldest);
		}
	}

	/**
	 * Remembers an event that has started its workflow. The list in the store is the one of the process
	 * itself, so that what is saved later has what others have added meanwhile.
	 */
	keep(key: string): void {
		const { takenAt, started } = this.known;
		takenAt.delete(key);
		started.unshift(...this.stored().filter((older) => !started.includes(older)));
		if (!started.includes(key)) started.push(key);
		started.splice(0, started.length - MAX_KEYS);
		this.store.seen = started;
	}

	private stored(): string[] {
		const { seen } = this.store;
		return Array.isArray(seen) ? seen.filter((key) => typeof key === 'string') : [];
	}
}
