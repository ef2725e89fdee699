/** Enough for the repetitions of some hundred tasks that run at the same time; about 30 kB as JSON. */
const MAX_KEYS = 1000;

/** What is kept of the past: plain JSON, oldest first, so that n8n can store it. */
export interface StoredKeys {
	seen?: unknown;
}

/** Calls of this process whose keys may not be stored yet. */
const inProcess = new Set<string>();

/**
 * Remembers which events have started a workflow. The store lives as long as the workflow; a set of this
 * process bridges the moment until n8n has saved it, in which the same callback may come twice.
 */
export class DuplicateMemory {
	private readonly seen: string[];

	/**
	 * @param store of one trigger node, saved by n8n after the call
	 * @param scope what tells this trigger from all others in the process
	 */
	constructor(
		private readonly store: StoredKeys,
		private readonly scope: string,
	) {
		const { seen } = store;
		this.seen = Array.isArray(seen) ? seen.filter((key) => typeof key === 'string') : [];
	}

	has(key: string): boolean {
		return this.seen.includes(key) || inProcess.has(this.scoped(key));
	}

	/** Remembers the event; false when somebody has been faster. */
	claim(key: string): boolean {
		if (this.has(key)) return false;
		this.store.seen = [...this.seen, key].slice(-MAX_KEYS);
		inProcess.add(this.scoped(key));
		forgetOldest();
		return true;
	}

	private scoped(key: string): string {
		return `${this.scope} ${key}`;
	}
}

/** A set keeps the order in which keys came. */
function forgetOldest(): void {
	for (const key of inProcess) {
		if (inProcess.size <= MAX_KEYS) return;
		inProcess.delete(key);
	}
}
