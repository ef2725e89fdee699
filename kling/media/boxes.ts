/** A piece of an MP4 or MOV file without its header (ISO/IEC 14496-12 §4.2). */
export interface Box {
	type: string;
	content: Buffer;
}

/** How a box begins. */
export interface BoxHeader {
	type: string;
	/** Bytes of the header itself: 8, or 16 where the length takes 64 bits. */
	headerLength: number;
	/** Bytes of the whole box; null when it goes on to the end of what it is in. */
	length: number | null;
}

/** Bytes that are enough for {@link readBoxHeader}. */
export const BOX_HEADER_BYTES = 16;

/** The header at the start of the bytes; null when they are too few, or no header. */
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

/** The boxes in the content of another, up to the first that doesn't fit: a damaged file yields what is whole. */
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

/** A whole number of the size that the version of a box says: 32 bits, or 64 in version 1. */
export function readVersioned(
	box: Buffer,
	positions: [inVersion0: number, inVersion1: number],
): number | undefined {
	const isLong = box[0] === 1;
	const position = positions[isLong ? 1 : 0];
	if (box.length < position + (isLong ? 8 : 4)) return undefined;
	return isLong ? Number(box.readBigUInt64BE(position)) : box.readUInt32BE(position);
}
