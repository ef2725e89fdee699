/** A file that has been checked. */
export interface CheckedMedia {
	/**
	 * Loads the file in the form that Kling takes: a URL, or raw Base64. Called when the request is
	 * about to be sent, because an item may wait for hours: a file would fill the memory, and a
	 * signed link would expire.
	 */
	load: () => Promise<string>;
	/** Identifies the file, for which {@link load} may make a different link each time. */
	identify: () => Promise<string>;
}

/** A file whose content or address is given to Kling, the same each time. */
export function unchanging(load: () => Promise<string>): CheckedMedia {
	return { load, identify: load };
}

/** Stands in for a file that was refused. It is never loaded, because no request is sent then. */
export const noMedia: CheckedMedia = unchanging(async () => await Promise.resolve(''));
