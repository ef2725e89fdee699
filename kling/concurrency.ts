import { rethrow } from './errors';

/** How one piece of work ended; undefined when it was never started. */
export type Outcome<T> = { value: T } | { error: unknown } | undefined;

/** What a piece of work has brought about, or the error that it has ended with. */
export function valueOrThrow<T>(outcome: Outcome<T>): T {
	if (outcome && 'value' in outcome) return outcome.value;
	return rethrow(outcome?.error ?? new Error('Never started'));
}

/**
 * Works through 0…count−1 with at most `concurrency` at once, and resolves when all that was started
 * has ended, with the outcomes in order.
 *
 * @param stopOnError start nothing more after the first error
 */
export async function settleAll<T>(
	count: number,
	concurrency: number,
	work: (index: number) => Promise<T>,
	stopOnError = false,
): Promise<Array<Outcome<T>>> {
	const outcomes = new Array<Outcome<T>>(count).fill(undefined);
	let next = 0;
	let failed = false;
	const runWorker = async () => {
		while (next < count && !(failed && stopOnError)) {
			const index = next++;
			try {
				outcomes[index] = { value: await work(index) };
			} catch (error) {
				failed = true;
				outcomes[index] = { error };
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(concurrency, count) }, runWorker));
	return outcomes;
}

/** Runs what it is given, at most `concurrency` at a time, first come first served. */
export function createLimiter(concurrency: number): <T>(work: () => Promise<T>) => Promise<T> {
	const waiting: Array<() => void> = [];
	let running = 0;
	return async (work) => {
		if (running >= concurrency) await new Promise<void>((resolve) => waiting.push(resolve));
		else running++;
		try {
			return await work();
		} finally {
			const next = waiting.shift();
			// The place is handed on, so that nobody can slip in between.
			if (next) next();
			else running--;
		}
	};
}
