/** A box of an MP4 or MOV file, without its header (ISO/IEC 14496-12 §4.2). */
export interface Box {
	type: string;
	content: Buffer;
}

/** The header of a box. */
export interface BoxHeader {
	type: string;
	/** Bytes of the header itself: 8, or 16 when the length takes 64 bits. */
	headerLength: number;
	/** Bytes of the whole box; null when it extends to the end of what contains it. */
	length: number | null;
}

/** How many bytes {@link readBoxHeader} needs at most. */
export const BOX_HEADER_BYTES = 16;

/** Reads the header at the start of the bytes; null when they are too few or not a header. */
export function readBoxHeader(bytes: Buffer): BoxHeader | null {
	if (bytes.length < 8) return null;
	const short = bytes.readUInt32BE(0);
	const type = bytes.toString('latin1', 4, 8);
	if (short === 0) return { type, headerLength: 8, length: null };
	if (short !== 1) return short < 8 ? null : { type, headerLength: 8, length: short };
	if (bytes.length < 16) return null;
	const length = Number(bytes.readBigUInt64BE(8));
	return length < 16 ? null : { type, headerLength: 16, length };
}

/**
 * The boxes inside another one. Stops at the first that doesn't fit, so that a damaged file yields
 * its undamaged part.
 */
export function* boxesIn(content: Buffer): Generator<Box, void, undefined> {
	for (let rest = content; rest.length >= 8; ) {
		const header = readBoxHeader(rest);
		if (header === null) return;
		const length = header.length ?? rest.length;
		if (length > rest.length) return;
		yield { type: header.type, content: rest.subarray(header.headerLength, length) };
		rest = rest.subarray(length);
	}
}

/** The content of the first box at a path such as `mdia`, `hdlr`; undefined when there is none. */
export function findBox(content: Buffer, ...path: string[]): Buffer | undefined {
	let found: Buffer | undefined = content;
	for (const type of path) {
		if (found === undefined) return undefined;
		found = firstBox(found, type);
	}
	return found;
}

function firstBox(content: Buffer, type: string): Buffer | undefined {
	for (const box of boxesIn(content)) if (box.type === type) return box.content;
	return undefined;
}

/**
 * Reads an integer whose size depends on the version of the box: 64 bits in version 1, otherwise
 * 32.
 */
export function readVersioned(
	box: Buffer,
	positions: [inVersion0: number, inVersion1: number],
): number | undefined {
	const isLong = box[0] === 1;
	const position = positions[isLong ? 1 : 0];
	if (box.length < position + (isLong ? 8 : 4)) return undefined;
	return isLong ? Number(box.readBigUInt64BE(position)) : box.readUInt32BE(position);
}
