/** How many times as long as the check. */
const PAUSE_PER_CHECK = 10;

/**
 * How long to pause before a check is repeated: the longer it took, the longer, so that checking
 * doesn't slow down what is being waited for.
 *
 * @param checkedAt when the check began, by `performance.now()`
 * @param shortestMs the shortest pause in milliseconds
 * @param longestMs the longest pause in milliseconds
 */
export function pauseAfter(checkedAt: number, shortestMs: number, longestMs: number): number {
	const pause = PAUSE_PER_CHECK * (performance.now() - checkedAt);
	return Math.min(Math.max(pause, shortestMs), longestMs);
}
