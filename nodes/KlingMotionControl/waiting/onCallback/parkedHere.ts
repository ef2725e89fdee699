const MAX_REMEMBERED = 10_000;

/** The executions that this process has parked, oldest first. */
const parkedHere = new Set<string>();

/** Remembers that this process has parked an execution. */
export function rememberParkedHere(executionId: string): void {
	parkedHere.delete(executionId);
	parkedHere.add(executionId);
	const [oldest] = parkedHere.keys();
	if (parkedHere.size > MAX_REMEMBERED && oldest !== undefined) parkedHere.delete(oldest);
}

/**
 * Whether this process has parked an execution. If so, n8n's recovery doesn't consider it
 * interrupted by the end of another process.
 */
export function isParkedHere(executionId: string): boolean {
	return parkedHere.has(executionId);
}
