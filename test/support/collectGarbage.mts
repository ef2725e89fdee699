import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Frees what nothing refers to, so that a `WeakRef` shows what is still kept in memory. */
export async function collectGarbage(): Promise<void> {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc') as () => void;
	// What was just held by a promise is released in a later turn of the event loop.
	await new Promise(setImmediate);
	collect();
}
