/** A file that has been checked. */
export interface CheckedMedia {
	/** Whether {@link load} gives the file itself, in place of its address. */
	isContent: boolean;
	/**
	 * Loads the file in the form that Kling takes: a URL, or raw Base64 as bytes. Called when the request is
	 * about to be sent, because an item may wait for hours: a file would fill the memory, and a
	 * signed link would expire.
	 */
	load: () => Promise<string | Buffer>;
	/** Identifies the file, for which {@link load} may make a different link each time. */
	identify: () => Promise<string | Buffer>;
}

/** A file that Kling fetches from its address. */
export function atAddress(url: string): CheckedMedia {
	const load = async () => await Promise.resolve(url);
	return { isContent: false, load, identify: load };
}

/** A file that is sent to Kling. */
export function asContent(load: () => Promise<Buffer>): CheckedMedia {
	return { isContent: true, load, identify: load };
}

/** Stands in for a file that was refused. It is never loaded, because no request is sent then. */
export const noMedia: CheckedMedia = atAddress('');
