import type { Fault } from '../../../emulator/faults.mts';

/** How many requests get a random fault or none: far more than any test sends. */
const DRAWN = 3000;

/**
 * The faults, each of which hits one create in twenty: after the task was created, instead of
 * creating it, or on the way to Kling.
 */
const KINDS: Array<Partial<Fault>> = [
	{ lostAnswer: true },
	{ status: 503, html: true },
	{ reset: true },
];
const SHARE = 0.05;

/** The faults of an unreliable network, the same for the same seed. */
export function unreliableCreates(seed: number): Fault[] {
	const random = createRandom(seed);
	return Array.from({ length: DRAWN }, (_value, after) => ({
		on: 'create' as const,
		after,
		...KINDS[Math.floor(random() / SHARE)],
	})).filter((fault) => Object.keys(fault).length > 2);
}

/** A generator of pseudo-random numbers from 0 to 1 (mulberry32). */
function createRandom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}
