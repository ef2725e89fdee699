import type { Clock } from '../clock';
import { isTransient, rethrow, type KlingError } from '../errors';

/** How often a request is tried before its error is shown: about 15 seconds in all. */
const MAX_ATTEMPTS = 5;
/** How often a request is tried that uses up its time limit. */
const MAX_SLOW_ATTEMPTS = 2;
const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 30_000;
/** The longest pause that a server may ask for with `Retry-After`. */
const MAX_RETRY_AFTER_MS = 300_000;

/**
 * How long to wait before the next try: doubled each time, with jitter so that many executions
 * don't come back at the same moment, and never less than the server asked for.
 *
 * @param failures how many tries have failed in a row, from 1
 * @param options.first milliseconds to wait after the first failure
 * @param options.most the longest pause in milliseconds, without jitter and `Retry-After`
 */
export function backOff(
	failures: number,
	error: KlingError,
	clock: Clock,
	options: { first: number; most: number } = { first: FIRST_DELAY_MS, most: MAX_DELAY_MS },
): number {
	const delay = Math.min(options.first * 2 ** (failures - 1), options.most);
	const jittered = delay * (1 + 0.25 * clock.random());
	return Math.max(jittered, Math.min(error.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS));
}

/**
 * Repeats a request a few times, for as long as its error says that this may help.
 *
 * Only for requests that can be repeated without harm: queries, and a create that was refused.
 *
 * @param signal ends the pauses
 * @throws KlingError the last error; the signal's reason.
 */
export async function withRetries<T>(
	clock: Clock,
	request: () => Promise<T>,
	mayRepeat: (error: KlingError) => boolean = () => true,
	signal?: AbortSignal,
): Promise<T> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await request();
		} catch (error) {
			if (!isTransient(error) || !mayRepeat(error) || attempt >= maxAttempts(error)) rethrow(error);
			await clock.sleep(backOff(attempt, error, clock), signal);
		}
	}
}

function maxAttempts({ retry }: KlingError): number {
	return retry === 'onceMore' ? MAX_SLOW_ATTEMPTS : MAX_ATTEMPTS;
}
