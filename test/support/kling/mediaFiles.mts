import { streamOf, type MediaFile } from '../../../kling/media/mediaFile';

/** Wraps bytes as the file of a field. */
export function mediaFileOf(bytes: Buffer, name = ''): MediaFile {
	const open = async () => await Promise.resolve(streamOf(bytes));
	return { holder: 'Input Field "data"', name, size: bytes.length, open };
}
