/** Enough for the repetitions of some hundred tasks that run at the same time; about 30 kB as JSON. */
const MAX_KEYS = 1000;

/** What is kept of the past: plain JSON, oldest first, so that n8n can store it. */
export interface StoredKeys {
	seen?: unknown;
}

/** What has become of an event: nothing yet, its workflow is about to start, or it has started. */
export type EventState = 'new' | 'underWay' | 'started';

/** What this process knows of the events of a trigger. */
interface Known {
	underWay: Set<string>;
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
		this.known = inProcess.get(scope) ?? { underWay: new Set(), started: new Set() };
		inProcess.set(scope, this.known);
	}

	stateOf(key: string): EventState {
		if (this.known.underWay.has(key)) return 'underWay';
		return this.known.started.has(key) || this.stored().includes(key) ? 'started' : 'new';
	}

	/** Takes an event that is new on: until {@link keep} or {@link release}, it is under way. */
	claim(key: string): void {
		this.known.underWay.add(key);
	}

	/** Gives an event back that starts nothing after all. */
	release(key: string): void {
		this.known.underWay.delete(key);
	}

	/** Remembers an event that starts its workflow now, and saves all that is known. */
	keep(key: string): void {
		const { underWay, started } = this.known;
		underWay.delete(key);
		started.add(key);
		for (const oldest of started) {
			if (started.size <= MAX_KEYS) break;
			started.delete(oldest);
		}
		const older = this.stored().filter((other) => !started.has(other));
		this.store.seen = [...older, ...started].slice(-MAX_KEYS);
	}

	private stored(): string[] {
		const { seen } = this.store;
		return Array.isArray(seen) ? seen.filter((key) => typeof key === 'string') : [];
	}
}
