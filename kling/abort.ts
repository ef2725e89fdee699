/** What is to be called, by the signal that is waited for. */
const callbacks = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back when the signal is aborted. The signal gets one listener, however many wait for it: Node.js
 * warns of more than ten.
 *
 * @param signal not aborted yet
 * @returns ends this; nothing is left behind
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
