import { sleep } from 'n8n-workflow';
import type { Clock } from '../../kling/clock';
import { cancelSignalOf, type NodeContext } from './context';

/** The real clock for what belongs to no execution. */
export const processClock: Clock = {
	now: () => Date.now(),
	random: () => Math.random(),
	sleep: async (milliseconds) => await sleep(milliseconds),
};

/** The real clock; its sleep ends at once when the user stops the execution. */
export function createClock(context: NodeContext): Clock {
	const signal = cancelSignalOf(context);
	return {
		now: () => Date.now(),
		random: () => Math.random(),
		sleep: async (milliseconds) => {
			if (!signal) return await sleep(milliseconds);
			await sleepUntilAborted(milliseconds, signal);
		},
	};
}

/**
 * n8n before 2.21 has no sleep that takes a signal (n8n facts §4), so the race is run here; later versions
 * end the timer too.
 */
async function sleepUntilAborted(milliseconds: number, signal: AbortSignal): Promise<void> {
	signal.throwIfAborted();
	let onAbort = () => {};
	const aborted = new Promise<never>((_resolve, reject) => {
		onAbort = () => reject(signal.reason as Error);
		signal.addEventListener('abort', onAbort);
	});
	try {
		await Promise.race([sleep(milliseconds, signal), aborted]);
	} finally {
		signal.removeEventListener('abort', onAbort);
	}
}
