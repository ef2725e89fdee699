/** Enough for some hundred tasks that run at the same time; about 30 kB as JSON. */
const MAX_KEYS = 1000;

/** The events that n8n stores with the workflow, as plain JSON. */
export interface StoredKeys {
	/** Those that have started, oldest first. */
	seen?: unknown;
	/** When those that are about to start were claimed, Unix time in milliseconds. */
	claims?: unknown;
}

/**
 * How long an event counts as about to start its workflow, in milliseconds. After that it counts as
 * started, because a worker doesn't report to the process that receives callbacks.
 */
const UNDER_WAY_MS = 10_000;
/**
 * How long an event that another process has claimed counts as about to start. An execution that
 * n8n has stored but not begun when it ends is run by the next process (n8n facts §14).
 */
const INHERITED_MS = 60_000;

/** Whether an event is new, or its workflow is about to start or has started. */
export type EventState = 'new' | 'underWay' | 'started';

/** What this process knows of a trigger's events. */
interface Known {
	/** When each event was claimed, Unix time in milliseconds; oldest first. */
	takenAt: Map<string, number>;
	/** Oldest first. */
	started: string[];
	/** What the store has of claims, those of an earlier process among them. */
	claims: Record<string, number>;
}

/** What is known, by trigger. */
const inProcess = new Map<string, Known>();

/**
 * Remembers which events have started a workflow. The store lasts as long as the workflow, but each
 * call gets its own copy, and the copy that is saved last wins. So the process remembers, too, and
 * each call saves everything that the process knows.
 */
export class DuplicateMemory {
	private readonly known: Known;

	/**
	 * @param store the store of one trigger node, which n8n saves after the call
	 * @param scope identifies the trigger among all others in the process
	 */
	constructor(
		private readonly store: StoredKeys,
		scope: string,
	) {
		this.known = inProcess.get(scope) ?? {
			takenAt: new Map(),
			started: [],
			claims: {},
		};
		inProcess.set(scope, this.known);
	}

	/**
	 * Whether an event is new.
	 *
	 * @param now Unix time in milliseconds
	 */
	stateOf(key: string, now: number): EventState {
		const { takenAt, started } = this.known;
		if (started.includes(key) || this.stored().includes(key)) return 'started';
		const time = takenAt.get(key);
		if (time !== undefined) return now - time < UNDER_WAY_MS ? 'underWay' : 'started';
		const inherited = this.inheritedClaims()[key];
		return inherited !== undefined && now - inherited < INHERITED_MS ? 'underWay' : 'new';
	}

	/**
	 * Marks an event whose workflow is about to start.
	 *
	 * @param now Unix time in milliseconds
	 */
	claim(key: string, now: number): void {
		this.known.takenAt.set(key, now);
		const [oldest] = this.known.takenAt.keys();
		if (this.known.takenAt.size > MAX_KEYS && oldest !== undefined) {
			this.known.takenAt.delete(oldest);
		}
		const { claims } = this.known;
		Object.assign(claims, this.inheritedClaims(), { [key]: now });
		for (const [old, time] of Object.entries(claims)) {
			if (now - time >= INHERITED_MS) delete claims[old];
		}
		this.save();
	}

	/**
	 * Remembers an event that has started its workflow. The store gets the process's own list, not a
	 * copy, so that n8n saves what other calls add meanwhile, too.
	 */
	keep(key: string): void {
		const { takenAt, started, claims } = this.known;
		Object.assign(claims, this.inheritedClaims());
		takenAt.delete(key);
		delete claims[key];
		if (!started.includes(key)) started.push(key);
		this.save();
	}

	private save(): void {
		const { started, claims } = this.known;
		started.unshift(...this.stored().filter((older) => !started.includes(older)));
		started.splice(0, started.length - MAX_KEYS);
		this.store.seen = started;
		this.store.claims = claims;
	}

	/** The stored claims of events that have not started since. */
	private inheritedClaims(): Record<string, number> {
		const { claims } = this.store;
		if (typeof claims !== 'object' || claims === null) return {};
		const { started } = this.known;
		return Object.fromEntries(
			Object.entries(claims).filter(
				([key, time]) => typeof time === 'number' && !started.includes(key),
			),
		) as Record<string, number>;
	}

	private stored(): string[] {
		const { seen } = this.store;
		return Array.isArray(seen) ? seen.filter((key) => typeof key === 'string') : [];
	}
}
