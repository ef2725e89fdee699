/** Enough for the repetitions of some hundred tasks that run at the same time; about 30 kB as JSON. */
const MAX_KEYS = 1000;

/** What is kept of the past: plain JSON, oldest first, so that n8n can store it. */
export interface StoredKeys {
	seen?: unknown;
}

/** What each trigger has let pass in this process, oldest first. */
const inProcess = new Map<string, Set<string>>();

/**
 * Remembers which events have started a workflow. The store lives as long as the workflow, but each
 * call has a copy of its own, and the one that is saved last wins. So the process remembers too, and
 * every call saves all that the process knows.
 */
export class DuplicateMemory {
	private readonly recent: Set<string>;

	/**
	 * @param store of one trigger node, saved by n8n after the call
	 * @param scope what tells this trigger from all others in the process
	 */
	constructor(
		private readonly store: StoredKeys,
		scope: string,
	) {
		this.recent = inProcess.get(scope) ?? new Set();
		inProcess.set(scope, this.recent);
	}

	has(key: string): boolean {
		return this.recent.has(key) || this.stored().includes(key);
	}

	/** Remembers the event; false when somebody has been faster. */
	claim(key: string): boolean {
		if (this.has(key)) return false;
		this.recent.add(key);
		for (const oldest of this.recent) {
			if (this.recent.size <= MAX_KEYS) break;
			this.recent.delete(oldest);
		}
		return true;
	}

	/** Puts into the store what is known by now: as late as possible, because other calls go on. */
	save(): void {
		const older = this.stored().filter((key) => !this.recent.has(key));
		this.store.seen = [...older, ...this.recent].slice(-MAX_KEYS);
	}

	private stored(): string[] {
		const { seen } = this.store;
		return Array.isArray(seen) ? seen.filter((key) => typeof key === 'string') : [];
	}
}
