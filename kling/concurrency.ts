import { rethrow } from './errors';

/** How one piece of work ended; undefined when it was never started. */
export type Outcome<T> = { value: T } | { error: unknown } | undefined;

/** Returns the value of a piece of work, or throws the error that it ended with. */
export function valueOrThrow<T>(outcome: Outcome<T>): T {
	if (outcome && 'value' in outcome) return outcome.value;
	return rethrow(outcome?.error ?? new Error('Never started'));
}

/**
 * Calls `work` with each index from 0 to count − 1, at most `concurrency` at a time. Resolves with
 * the outcomes, in the order of the indexes, once everything that was started has ended.
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

/** Returns a function that runs the work it is given, in order, at most `concurrency` at a time. */
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
			// The place goes straight to the next in line, so that no new work can take it first.
			if (next) next();
			else running--;
		}
	};
}
