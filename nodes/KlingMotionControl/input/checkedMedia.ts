/** A file that has been checked. */
export interface CheckedMedia {
	/**
	 * Loads the file in the form that Kling takes: a URL, or raw Base64 as bytes. Called when the request is
	 * about to be sent, because an item may wait for hours: a file would fill the memory, and a
	 * signed link would expire.
	 */
	load: () => Promise<string | Buffer>;
	/** Identifies the file, for which {@link load} may make a different link each time. */
	identify: () => Promise<string | Buffer>;
}

/** A file whose content or address is given to Kling, the same each time. */
export function unchanging(load: CheckedMedia['load']): CheckedMedia {
	return { load, identify: load };
}

/** Stands in for a file that was refused. It is never loaded, because no request is sent then. */
export const noMedia: CheckedMedia = unchanging(async () => await Promise.resolve(''));
