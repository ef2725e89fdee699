import { sleep } from 'n8n-workflow';
import { rethrow } from '../../kling/errors';

/** Has the code that Node gives a request that took too long, by which it is later explained. */
export class TimeLimitError extends Error {
	readonly code = 'ETIMEDOUT';
}

/**
 * Ends work when its time is up, even while data is still arriving: a host that sends a byte per
 * second would never trigger a timeout for silence.
 *
 * @param milliseconds for all of the work
 * @param stop the execution's signal
 * @param work gets a signal that is aborted unless the work succeeds, so that it can close its connections
 * @throws the reason of `stop`; TimeLimitError; any error of the work.
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
	} catch (error) {
		ending.abort(error);
		return rethrow(error);
	} finally {
		timer.abort();
		stop?.removeEventListener('abort', onStop);
	}
}
