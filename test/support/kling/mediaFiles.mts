import { streamOf, type MediaFile } from '../../../kling/media/mediaFile';

/** Bytes as a file in a field. */
export function mediaFileOf(bytes: Buffer, name = ''): MediaFile {
	const open = async () => await Promise.resolve(streamOf(bytes));
	return { holder: 'Input Field: "data"', name, size: bytes.length, open };
}
