import { ByteReader } from './byteReader';
import { HEAD_BYTES, identifyFile } from './fileKind';
import type { MediaFile } from './mediaFile';
import { readMovie } from './movie';

/**
 * Why the file that a host sent as the finished video isn't a video or isn't complete; null when
 * all is well. The reason ends a sentence such as "The video could not be downloaded: …".
 *
 * @param announcedBytes the length that the host announced; null when it didn't
 */
export async function findDeliveryProblem(
	file: Pick<MediaFile, 'size' | 'open'>,
	announcedBytes: number | null,
): Promise<string | null> {
	if (file.size === 0) return 'the host sent an empty file';
	if (announcedBytes !== null && announcedBytes !== file.size) {
		return `the host sent ${file.size} of ${announcedBytes} bytes`;
	}
	const reader = new ByteReader(await file.open());
	try {
		const { family, format, name } = identifyFile(await reader.peek(HEAD_BYTES));
		if (family !== 'video') return `the host sent ${name} instead of a video`;
		if (format !== 'movie') return null;
		const isCutOff = (await readMovie(reader, file.size)) === 'damaged';
		return isCutOff ? 'the file that the host sent is damaged or was cut off' : null;
	} finally {
		await reader.close();
	}
}
