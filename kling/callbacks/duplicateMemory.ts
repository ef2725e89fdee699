/** Enough for some hundred tasks that run at the same time; about 30 kB as JSON. */
const MAX_KEYS = 1000;

/** The events that n8n stores with the workflow, as plain JSON. */
export interface StoredKeys {
	/** Those that have started, oldest first. */
	seen?: unknown;
	/** When those that are about to start were claimed, Unix time in milliseconds. */
	claims?: unknown;
	/**
	 * The event of the callback that has saved this. It has started, too, because n8n saves it only
	 * after it has stored the execution (n8n facts §14).
	 */
	latest?: unknown;
}

/**
 * How long an event counts as about to start its workflow, in milliseconds. After that it counts as
 * started, if n8n's response has not told.
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
	/** When those that are about to start were claimed, by an earlier process, too; oldest first. */
	claims: Record<string, number>;
	/** The events that this process has claimed, oldest first. */
	own: Set<string>;
	/** Oldest first. */
	started: string[];
	/** The execution that has begun with each event, oldest first. */
	executions: Map<string, string>;
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
			claims: {},
			own: new Set(),
			started: [],
			executions: new Map(),
		};
		inProcess.set(scope, this.known);
	}

	/**
	 * Whether an event is new.
	 *
	 * @param now Unix time in milliseconds
	 */
	stateOf(key: string, now: number): EventState {
		const { claims, own, started } = this.known;
		if (started.includes(key) || this.storedKeys().includes(key)) return 'started';
		const time = claims[key] ?? this.storedClaims()[key];
		if (time === undefined) return 'new';
		if (own.has(key)) return now - time < UNDER_WAY_MS ? 'underWay' : 'started';
		return now - time < INHERITED_MS ? 'underWay' : 'new';
	}

	/**
	 * Marks an event whose workflow is about to start.
	 *
	 * @param now Unix time in milliseconds
	 */
	claim(key: string, now: number): void {
		const { claims, own } = this.known;
		Object.assign(claims, { ...this.storedClaims(), ...claims, [key]: now });
		own.delete(key);
		own.add(key);
		for (const [old, time] of Object.entries(claims)) {
			if (own.has(old) && now - time >= UNDER_WAY_MS) this.confirm(old);
			if (now - time >= INHERITED_MS) delete claims[old];
		}
		const [oldest] = own;
		if (own.size > MAX_KEYS && oldest !== undefined) {
			if (claims[oldest] !== undefined) this.confirm(oldest);
			own.delete(oldest);
		}
		this.save();
		this.store.latest = key;
	}

	/** Notes that n8n has stored the execution of a claimed event. */
	confirm(key: string): void {
		const { claims, started } = this.known;
		delete claims[key];
		if (!started.includes(key)) started.push(key);
	}

	/** Gives up a claim, because n8n could not store the execution: the event is new again. */
	release(key: string): void {
		const { claims, own, started } = this.known;
		delete claims[key];
		own.delete(key);
		if (started.includes(key)) started.splice(started.indexOf(key), 1);
	}

	/**
	 * Whether an execution may begin with an event: not if another one of this process has. After a
	 * restart, n8n runs what it had stored, and Kling may have repeated the callback meanwhile.
	 */
	begin(key: string, executionId: string): boolean {
		const { executions } = this.known;
		const first = executions.get(key) ?? executionId;
		executions.set(key, first);
		const [oldest] = executions.keys();
		if (executions.size > MAX_KEYS && oldest !== undefined) executions.delete(oldest);
		return first === executionId;
	}

	/**
	 * Remembers an event that has started its workflow. Only the process that claimed it saves that,
	 * and only in a real store: n8n runs some executions with an empty one, which would replace the
	 * workflow's (n8n facts §14).
	 */
	keep(key: string): void {
		this.confirm(key);
		if (this.known.own.has(key) && this.store.seen !== undefined) this.save();
	}

	/**
	 * The store gets the process's own lists, not copies, so that n8n saves what other calls add
	 * meanwhile, too.
	 */
	private save(): void {
		const { started, claims } = this.known;
		const older = new Set(this.storedKeys().filter((key) => !started.includes(key)));
		started.unshift(...older);
		started.splice(0, started.length - MAX_KEYS);
		this.store.seen = started;
		this.store.claims = claims;
	}

	/** The stored claims of events that have not started since. */
	private storedClaims(): Record<string, number> {
		const { claims } = this.store;
		if (typeof claims !== 'object' || claims === null) return {};
		const { started } = this.known;
		return Object.fromEntries(
			Object.entries(claims).filter(
				([key, time]) => typeof time === 'number' && !started.includes(key),
			),
		) as Record<string, number>;
	}

	private storedKeys(): string[] {
		const { seen, latest } = this.store;
		const { claims, own } = this.known;
		const keys: unknown[] = Array.isArray(seen) ? seen.slice() : [];
		// n8n may still be storing the execution of an event that this process has claimed.
		const isBeingStored = own.has(String(latest)) && claims[String(latest)] !== undefined;
		if (!isBeingStored) keys.push(latest);
		return keys.filter((key) => typeof key === 'string');
	}
}
