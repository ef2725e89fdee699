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

/**
 * How long ago an execution must have started for others to store its event, too: one that a restart of
 * n8n ends before that has not been stored, and the event starts another one when it comes again.
 * Milliseconds.
 */
const SETTLED_MS = 60_000;

/** What has become of an event: nothing yet, its workflow is about to start, or it has started. */
export type EventState = 'new' | 'underWay' | 'started';

/** What this process knows of the events of a trigger. */
interface Known {
	/** When an event was taken on, in Unix milliseconds; oldest first. */
	takenAt: Map<string, number>;
	/** When its execution has started, in Unix milliseconds; oldest first. */
	startedAt: Map<string, number>;
}

/** By trigger. */
const inProcess = new Map<string, Known>();

/**
 * Remembers which events have started a workflow. The store lives as long as the workflow, but each
 * call has a copy of its own, and the one that is saved last wins. So the process remembers too, and
 * every call saves what the process has known for a while. In doubt, an event starts its workflow twice
 * and not never.
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
		this.known = inProcess.get(scope) ?? { takenAt: new Map(), startedAt: new Map() };
		inProcess.set(scope, this.known);
	}

	/** @param now Unix time in milliseconds */
	stateOf(key: string, now: number): EventState {
		const { takenAt, startedAt } = this.known;
		if (startedAt.has(key) || this.stored().includes(key)) return 'started';
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
		remember(this.known.takenAt, key, now);
	}

	/**
	 * Remembers an event that has started its workflow.
	 *
	 * @param now Unix time in milliseconds
	 */
	keep(key: string, now: number): void {
		const { takenAt, startedAt } = this.known;
		takenAt.delete(key);
		const settled = [...startedAt].filter(([, time]) => now - time >= SETTLED_MS);
		const known = new Set([...this.stored(), ...settled.map(([older]) => older), key]);
		this.store.seen = [...known].slice(-MAX_KEYS);
		remember(startedAt, key, now);
	}

	private stored(): string[] {
		const { seen } = this.store;
		return Array.isArray(seen) ? seen.filter((key) => typeof key === 'string') : [];
	}
}

function remember(times: Map<string, number>, key: string, now: number): void {
	if (!times.has(key)) times.set(key, now);
	const [oldest] = times.keys();
	if (times.size > MAX_KEYS && oldest !== undefined) times.delete(oldest);
}
