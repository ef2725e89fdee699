import { sleep } from 'n8n-workflow';
import { onAbort } from '../../kling/abort';
import type { Clock } from '../../kling/clock';
import { cancelSignalOf, type NodeContext } from './context';

/**
 * The real clock.
 *
 * @param context the execution whose stop ends every sleep at once; null for the process as a whole
 */
export function createClock(context: NodeContext | null): Clock {
	const cancelSignal = context === null ? undefined : cancelSignalOf(context);
	return {
		now: () => Date.now(),
		monotonic: () => performance.now(),
		random: () => Math.random(),
		sleep: async (milliseconds, signal) => {
			const signals = [cancelSignal, signal].filter((one) => one !== undefined);
			if (signals.length === 0) return await sleep(milliseconds);
			await sleepUntilAborted(milliseconds, signals);
		},
	};
}

/**
 * Before 2.21, n8n's `sleep` takes no signal, so this races it against the signals. Later versions
 * end the timer, too.
 */
async function sleepUntilAborted(milliseconds: number, signals: AbortSignal[]): Promise<void> {
	for (const signal of signals) signal.throwIfAborted();
	const ended = new AbortController();
	let forget: Array<() => void> = [];
	const aborted = new Promise<never>((_resolve, reject) => {
		forget = signals.map((signal) => onAbort(signal, () => reject(signal.reason as Error)));
	});
	try {
		await Promise.race([sleep(milliseconds, ended.signal), aborted]);
	} finally {
		for (const one of forget) one();
		ended.abort();
	}
}

/** The real clock for work that belongs to no execution. */
export const processClock: Clock = createClock(null);
