/** Builds a box of an MP4 (ISO/IEC 14496-12 §4.2), for files that no encoder makes. */
export function box(type: string, ...contents: Buffer[]): Buffer {
	const header = Buffer.alloc(8);
	header.writeUInt32BE(8 + contents.reduce((sum, { length }) => sum + length, 0));
	header.write(type, 4, 'latin1');
	return Buffer.concat([header, ...contents]);
}

/** A box with a length of 64 bits. `length` may be larger than the content. */
export function largeBox(type: string, content: Buffer, length = content.length): Buffer {
	const header = Buffer.alloc(16);
	header.writeUInt32BE(1);
	header.write(type, 4, 'latin1');
	header.writeBigUInt64BE(BigInt(16 + length), 8);
	return Buffer.concat([header, content]);
}

/** The first box of a file. */
export const fileType = box('ftyp', Buffer.from('isom\0\0\x02\0isom', 'latin1'));

/** A movie header; version 1 has times of 64 bits. */
export function movieHeader(duration: bigint, timescale: number, version: 0 | 1 = 0): Buffer {
	const content = Buffer.alloc(version === 1 ? 112 : 100);
	content.writeUInt8(version);
	content.writeUInt32BE(timescale, version === 1 ? 20 : 12);
	if (version === 1) content.writeBigUInt64BE(duration, 24);
	else content.writeUInt32BE(Number(duration), 16);
	return box('mvhd', content);
}

/** A track; `handler` is `vide`, `soun`, `text` and so on. */
export function track(handler: string, width: number, height: number): Buffer {
	const header = Buffer.alloc(84);
	header.writeUInt32BE(width * 65_536, 76);
	header.writeUInt32BE(height * 65_536, 80);
	const handlerBox = box('hdlr', Buffer.alloc(8), Buffer.from(handler, 'latin1'), Buffer.alloc(13));
	return box('trak', box('tkhd', header), box('mdia', handlerBox));
}

/** A file with an index and almost no content. */
export function movieOf(duration: bigint, timescale: number, ...tracks: Buffer[]): Buffer {
	const index = box('moov', movieHeader(duration, timescale), ...tracks);
	return Buffer.concat([fileType, index, box('mdat', Buffer.alloc(4))]);
}
