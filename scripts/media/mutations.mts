/** A generator of pseudo-random numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** Numbers that are often critical as lengths and counts. */
const EDGES = [0, 1, 7, 8, 15, 16, 0x7fff, 0xffff, 0x7fffffff, 0xfffffffe, 0xffffffff];

/**
 * Damages a file in a few places: wrong bytes and lengths, and pieces that are missing, doubled or
 * moved.
 */
export function mutate(bytes: Buffer, random: () => number): Buffer {
	let changed = Buffer.from(bytes);
	for (let count = 1 + Math.floor(random() * 6); count > 0; count--) {
		changed = mutateOnce(changed, random);
	}
	return changed;
}

function mutateOnce(bytes: Buffer, random: () => number): Buffer {
	if (bytes.length < 16)
		return Buffer.concat([bytes, Buffer.alloc(16, Math.floor(random() * 256))]);
	// Prefers the beginning, which readers look at most.
	const at = Math.floor(random() ** 3 * (bytes.length - 8));
	const length = Math.floor(random() ** 3 * (bytes.length - at));
	switch (Math.floor(random() * 7)) {
		case 0:
			bytes[at] = Math.floor(random() * 256);
			return bytes;
		case 1:
			bytes.writeUInt32BE(EDGES[Math.floor(random() * EDGES.length)] as number, at);
			return bytes;
		case 2:
			bytes.writeUInt32BE(Math.floor(random() * 2 * bytes.length), at);
			return bytes;
		case 3:
			return bytes.subarray(0, at);
		case 4:
			return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
		case 5:
			return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
		default:
			bytes.copy(bytes, Math.floor(random() * bytes.length), at, at + length);
			return bytes;
	}
}
