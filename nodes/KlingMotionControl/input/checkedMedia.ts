/** A file that was checked before. */
export interface CheckedMedia {
	/**
	 * Gives it in Kling's form: a URL, or raw Base64. It is called when the request is about to be sent:
	 * until then an item may wait for hours, no file is to lie in memory, and a signed link would end.
	 */
	load: () => Promise<string>;
	/** Gives what is the same for the same file, where {@link load} makes another link each time. */
	identify: () => Promise<string>;
}

/** A file that is given to Kling as what it is, or where it is: the same each time. */
export function unchanging(load: () => Promise<string>): CheckedMedia {
	return { load, identify: load };
}

/** Of a file that was refused, so that no request is sent. */
export const noMedia: CheckedMedia = unchanging(async () => await Promise.resolve(''));
