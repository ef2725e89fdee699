/** The callbacks that wait for each signal. */
const callbacks = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Runs the callback when the signal is aborted. All callbacks of a signal share one listener,
 * because Node.js warns of a leak when a signal has more than ten.
 *
 * @param signal not aborted yet
 * @returns a function that removes the callback
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
	const waiting = callbacks.get(signal) ?? listenTo(signal);
	waiting.add(callback);
	return () => waiting.delete(callback);
}

function listenTo(signal: AbortSignal): Set<() => void> {
	const waiting = new Set<() => void>();
	callbacks.set(signal, waiting);
	signal.addEventListener(
		'abort',
		() => {
			for (const callback of waiting) callback();
			waiting.clear();
		},
		{ once: true },
	);
	return waiting;
}
