import { sleep } from 'n8n-workflow';

/** What a request has that took too long: the code by which Node calls it, for whoever explains errors. */
class TimeLimitError extends Error {
	readonly code = 'ETIMEDOUT';
}

/**
 * Does work that ends when its time is over, whatever it is waiting for: a host that sends a byte a second
 * keeps every time-out for silence from ever ending it.
 *
 * @param milliseconds for all of the work
 * @param stop of the execution
 * @param work is given a signal that is aborted at either end, to let go of what it holds
 * @throws the reason of `stop`; an error with the code `ETIMEDOUT`; whatever the work throws.
 */
export async function withinTime<T>(
	milliseconds: number,
	stop: AbortSignal | undefined,
	work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
	stop?.throwIfAborted();
	const ending = new AbortController();
	const timer = new AbortController();
	const onStop = () => ending.abort(stop?.reason);
	stop?.addEventListener('abort', onStop);
	const ended = new Promise<never>((_resolve, reject) => {
		ending.signal.addEventListener('abort', () => reject(ending.signal.reason as Error));
	});
	void sleep(milliseconds, timer.signal).then(
		() => ending.abort(new TimeLimitError(`Not done within ${milliseconds} ms`)),
		() => {
			// The work was done in time.
		},
	);
	try {
		return await Promise.race([work(ending.signal), ended]);
	} finally {
		timer.abort();
		stop?.removeEventListener('abort', onStop);
	}
}
