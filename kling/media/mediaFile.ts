/** A file that is read piece by piece, so that it is never in memory as a whole. */
export interface MediaFile {
	/**
	 * Where the file is, in the user's words. Messages about it begin with this, such as `Image Input
	 * Field "data"`.
	 */
	holder: string;
	/** The file's name; empty when it has none. */
	name: string;
	/** Bytes. */
	size: number;
	open: () => Promise<AsyncIterable<Buffer>>;
}

/**
 * A size for people to read. Rounded up, so that a size just above a limit isn't shown as the
 * limit.
 */
export function toMegabytes(bytes: number): string {
	return `${(Math.ceil((bytes / 1024 / 1024) * 10) / 10).toFixed(1)} MB`;
}

/** A stream of bytes that are in memory. */
export async function* streamOf(bytes: Buffer): AsyncGenerator<Buffer, void, undefined> {
	yield await Promise.resolve(bytes);
}

/** The file's name as it follows a noun, as in `The image "mascot.png"`; empty when it has none. */
export function nameOf({ name }: Pick<MediaFile, 'name'>): string {
	if (name === '') return '';
	return name.length > 60 ? ` "${name.slice(0, 60)}…"` : ` "${name}"`;
}
