/** A file in hand that is read piece by piece, so that it never lies in memory whole. */
export interface MediaFile {
	/** What holds it, in the user's words: how messages about it begin, such as `Image Input Field: "data"`. */
	holder: string;
	/** The name that it came with; empty when there is none. */
	name: string;
	/** Bytes. */
	size: number;
	open: () => Promise<AsyncIterable<Buffer>>;
}

/** A size in bytes for people. Rounded up, so that a little more than a limit isn't shown as the limit itself. */
export function toMegabytes(bytes: number): string {
	return `${(Math.ceil((bytes / 1024 / 1024) * 10) / 10).toFixed(1)} MB`;
}

/** Bytes that lie in memory anyway, as a stream. */
export async function* streamOf(bytes: Buffer): AsyncGenerator<Buffer, void, undefined> {
	yield await Promise.resolve(bytes);
}

/** The name of a file behind what it is, as in `The image "mascot.png"`; empty when it has none. */
export function nameOf({ name }: Pick<MediaFile, 'name'>): string {
	if (name === '') return '';
	return name.length > 60 ? ` "${name.slice(0, 60)}…"` : ` "${name}"`;
}
